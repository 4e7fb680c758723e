import express, { type Express, type RequestHandler } from 'express';
import { auth } from 'express-oauth2-jwt-bearer';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { passportJwtSecret } from 'jwks-rsa';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import passport from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';

/** What a service of somebody else is told about our tokens. */
export interface Trust {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithm: 'ES256' | 'RS256';
  /** How long it keeps the key set, in milliseconds. */
  readonly cacheMaxAge: number;
}

const jwksUri = (issuer: string): string => `${issuer}/.well-known/jwks.json`;

const passportJwt = ({ issuer, audience, algorithm, cacheMaxAge }: Trust): RequestHandler => {
  const strategy = new Strategy(
    {
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: passportJwtSecret({ jwksUri: jwksUri(issuer), cache: true, cacheMaxAge }),
      issuer,
      audience,
      algorithms: [algorithm],
    },
    (claims: object, done: (error: null, user: object) => void) => done(null, claims),
  );
  return passport.authenticate(strategy, { session: false }) as RequestHandler;
};

const expressOAuth2: (trust: Trust) => RequestHandler = ({ issuer, audience, cacheMaxAge }) =>
  auth({ issuerBaseURL: issuer, audience, strict: true, cacheMaxAge, cooldownDuration: 0 });

const joseAlone = ({ issuer, audience, cacheMaxAge }: Trust): RequestHandler => {
  const keys = createRemoteJWKSet(new URL(jwksUri(issuer)), { cacheMaxAge, cooldownDuration: 0 });
  return (request, response, next) => {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    jwtVerify(token, keys, { issuer, audience, typ: 'at+jwt' }).then(
      () => next(),
      () => response.sendStatus(401),
    );
  };
};

const VERIFIERS: Readonly<Record<string, (trust: Trust) => RequestHandler>> = {
  'jwks-rsa and passport-jwt': passportJwt,
  'express-oauth2-jwt-bearer, strict': expressOAuth2,
  jose: joseAlone,
};

export const VERIFIER_NAMES = Object.keys(VERIFIERS);

const appOf = (trust: Trust): Express => {
  const app = express();
  for (const [name, verifier] of Object.entries(VERIFIERS)) {
    app.get(`/${encodeURIComponent(name)}`, verifier(trust), (_request, response) => void response.json({}));
  }
  app.use(((error: { status?: number }, _request, response, _next) => {
    response.sendStatus(error.status ?? 500);
  }) as express.ErrorRequestHandler);
  return app;
};

/** Services that trust our issuer with nothing but libraries of others. */
export class VerifyingServices {
  private constructor(
    private readonly server: Server,
    private readonly url: string,
  ) {}

  static async start(trust: Trust): Promise<VerifyingServices> {
    const server = appOf(trust).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new VerifyingServices(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  /** What the service that verifies with this library answers to a token. */
  async statusOf(verifier: string, token: string): Promise<number> {
    const response = await fetch(`${this.url}/${encodeURIComponent(verifier)}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await response.arrayBuffer();
    return response.status;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
