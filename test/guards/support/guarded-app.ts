import { request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import * as oauth from 'oauth4webapi';
import {
  ACCESS_TOKEN_VERIFIER,
  type AccessTokenVerifier,
} from '../../../libs/m2m-auth/src/resource-server/access-token-verifier.js';

export const platforms = [
  { platform: 'Express', adapter: () => new ExpressAdapter() },
  { platform: 'Fastify', adapter: () => new FastifyAdapter() },
];

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** As an independent client reads `WWW-Authenticate`; empty when there is none. */
  readonly challenges: readonly oauth.WWWAuthenticateChallenge[];
}

/** An application on a real socket. */
export class GuardedApp {
  private constructor(
    private readonly app: INestApplication,
    private readonly origin: string,
  ) {}

  static async start(
    adapter: ExpressAdapter | FastifyAdapter,
    metadata: ModuleMetadata,
    verifier: AccessTokenVerifier,
  ): Promise<GuardedApp> {
    const provider = { provide: ACCESS_TOKEN_VERIFIER, useValue: verifier };
    const module = await Test.createTestingModule({
      ...metadata,
      providers: [...(metadata.providers ?? []), provider],
    }).compile();
    const app = module.createNestApplication<INestApplication>(adapter, { logger: false });
    app.enableCors({ exposedHeaders: ['WWW-Authenticate'] });
    await app.listen(0, '127.0.0.1');
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    return new GuardedApp(app, `http://127.0.0.1:${port}`);
  }

  async call(path: string, token?: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(this.origin + path, { ...init, headers });
    const text = await response.clone().text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
      challenges: await challengesOf(response),
    };
  }

  /** With headers exactly as given, repeated ones included, which fetch would join. */
  callRaw(path: string, ...headers: string[]): Promise<number | undefined> {
    const { host } = new URL(this.origin);
    return new Promise((resolve, reject) => {
      request(
        this.origin + path,
        { headers: ['Host', host, ...headers] as never },
        (response: IncomingMessage) => {
          response.resume().once('end', () => resolve(response.statusCode));
        },
      )
        .once('error', reject)
        .end();
    });
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

const challengesOf = async (response: Response): Promise<readonly oauth.WWWAuthenticateChallenge[]> => {
  try {
    await oauth.protectedResourceRequest('unused', 'GET', new URL('http://127.0.0.1'), undefined, undefined, {
      [oauth.allowInsecureRequests]: true,
      [oauth.customFetch]: () => Promise.resolve(response),
    });
    return [];
  } catch (error) {
    if (error instanceof oauth.WWWAuthenticateChallengeError) return error.cause;
    throw error;
  }
};
