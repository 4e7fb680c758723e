import {
  createLocalJWKSet,
  decodeProtectedHeader,
  jwtVerify,
  type JWTPayload,
  type JSONWebKeySet,
} from 'jose';
import { AUDIENCE, ISSUER, type RunningDeployment } from './deployments.js';

/** A token as an independent resource server reads it. */
export interface ReadToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: JWTPayload;
}

/** Verifies a token with the published keys, as any resource server with jose would. */
export const readToken = async (
  deployment: RunningDeployment,
  token: string,
  audience: string = AUDIENCE,
): Promise<ReadToken> => {
  const response = await fetch(`${deployment.url}/.well-known/jwks.json`);
  const keys = createLocalJWKSet((await response.json()) as JSONWebKeySet);
  const { payload } = await jwtVerify(token, keys, { issuer: ISSUER, audience, typ: 'at+jwt' });
  return { header: decodeProtectedHeader(token), claims: payload };
};
