import type { INestApplication } from '@nestjs/common';
import { M2MAuthModule, type M2MAuthExtras, type M2MAuthOptions } from 'nestjs-m2m-auth';
import { admin, registerClient, type ClientInput, type RegisteredClient } from '../../e2e/support/admin.js';
import { freePort } from '../../support/free-port.js';
import { createApp, type Platform } from '../../support/platforms.js';

export const INTERNAL_API_KEY = 'resource-server-test-key-0123456789abcdef';

/** What the resource servers of these tests are called. */
export const RESOURCE = 'https://billing.example.com';

/** An issuer in memory, reached over HTTP as by any other service. */
export class AuthorizationServer {
  private constructor(
    private readonly app: INestApplication,
    readonly issuer: string,
  ) {}

  static async start(
    platform: Platform,
    options: Partial<M2MAuthOptions> = {},
    extras: M2MAuthExtras = {},
  ): Promise<AuthorizationServer> {
    const port = await freePort();
    const issuer = `http://127.0.0.1:${port}`;
    const module = M2MAuthModule.forRoot({
      admin: { resources: ['oauth-clients'] },
      issuer,
      audience: RESOURCE,
      internalApiKeys: [INTERNAL_API_KEY],
      ...options,
      ...extras,
    });
    const app = await createApp(platform, module, { logger: false });
    await app.listen(port, '127.0.0.1');
    return new AuthorizationServer(app, issuer);
  }

  register(input: ClientInput = {}): Promise<RegisteredClient> {
    return registerClient(this.issuer, INTERNAL_API_KEY, { scopes: ['invoices:read'], ...input });
  }

  /** A token of a client that was registered for it, or of this one. */
  async token(client?: RegisteredClient): Promise<string> {
    const { clientId, clientSecret } = client ?? (await this.register());
    const response = await fetch(`${this.issuer}/auth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      }),
    });
    const { access_token } = (await response.json()) as { access_token?: string };
    if (access_token === undefined) throw new Error(`The token endpoint answered ${response.status}.`);
    return access_token;
  }

  /** @returns the status of the answer. */
  async revokeTokens({ clientId }: RegisteredClient): Promise<number> {
    const path = `/oauth-clients/${clientId}/revoke-tokens`;
    return (await admin(this.issuer, INTERNAL_API_KEY, 'POST', path)).status;
  }

  stop(): Promise<void> {
    return this.app.close();
  }
}
