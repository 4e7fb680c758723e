import { decodeProtectedHeader } from 'jose';
import type { RunningApp } from '../../support/platforms.js';
import { call, statusOf, type Answer, type PageBody } from '../../server/support/api.js';

export interface KeyBody {
  readonly kid: string;
  readonly state: string;
  readonly activatesAt: string | null;
  readonly activatedAt: string | null;
  readonly retiresAt: string | null;
  readonly [member: string]: unknown;
}

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** One process of the issuer, as its users see it. */
export class Instance {
  readonly url: string;

  constructor(
    private readonly running: RunningApp,
    readonly internalApiKey: string,
  ) {
    this.url = running.url;
  }

  async stop(): Promise<void> {
    await this.running.app.close();
  }

  async register(): Promise<Credentials> {
    const { status, body } = await call<Credentials>(this, 'POST', '/oauth-clients', {
      name: 'A client',
      scopes: ['reports:read'],
    });
    if (status !== 201) throw new Error(`Registration answered ${status}`);
    return body;
  }

  async token({ clientId, clientSecret }: Credentials): Promise<string> {
    const response = await fetch(`${this.url}/auth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const body = (await response.json()) as { access_token?: string };
    if (!body.access_token) throw new Error(`The token endpoint answered ${response.status}`);
    return body.access_token;
  }

  /** What the guarded route answers to this token. */
  guard(token: string): Promise<number> {
    return statusOf(this.url, '/reports', token);
  }

  rotate(replacing?: string): Promise<Answer<KeyBody>> {
    return call(this, 'POST', '/signing-keys/rotate', replacing === undefined ? {} : { replacing });
  }

  revokeKey(kid: string): Promise<Answer> {
    return call(this, 'POST', `/signing-keys/${kid}/revoke`);
  }

  /** Every key, by state. */
  async keys(): Promise<Readonly<Record<string, readonly KeyBody[]>>> {
    const { body } = await call<PageBody<KeyBody>>(this, 'GET', '/signing-keys?limit=100');
    return grouped(body.data);
  }

  async published(): Promise<string[]> {
    const { body } = await call<{ keys: { kid: string }[] }>(this, 'GET', '/.well-known/jwks.json');
    return body.keys.map(({ kid }) => kid);
  }
}

const grouped = (keys: readonly KeyBody[]): Readonly<Record<string, readonly KeyBody[]>> => {
  const groups: Record<string, KeyBody[]> = {};
  for (const key of keys) (groups[key.state] ??= []).push(key);
  return groups;
};

export const kidOf = (token: string): string => String(decodeProtectedHeader(token).kid);
