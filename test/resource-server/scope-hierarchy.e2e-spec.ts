import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { ClientAuthGuard, M2MAuthModule, RequireScopes, ScopesGuard } from 'nestjs-m2m-auth';
import { createApp, listen, PLATFORMS } from '../support/platforms.js';
import { statusOf } from '../server/support/api.js';
import { registerClient } from '../e2e/support/admin.js';
import { AuthorizationServer, INTERNAL_API_KEY } from './support/authorization-server.js';
import { BillingService } from './support/billing-service.js';

const implies = { 'bills:admin': ['bills:write'], 'bills:write': ['bills:read', 'invoices:read'] };

describe.each(PLATFORMS)('scopes that include others, on %s (RS-20)', (platform) => {
  let issuer: AuthorizationServer;
  let service: BillingService;
  beforeAll(async () => {
    issuer = await AuthorizationServer.start(platform);
    service = await BillingService.start(platform, { issuer: issuer.issuer, scope: { implies } });
  });
  afterAll(async () => {
    await service.stop();
    await issuer.stop();
  });

  const tokenOf = async (...scopes: string[]): Promise<string> =>
    issuer.token(await issuer.register({ scopes }));

  it('open what the included ones open, over any number of steps', async () => {
    for (const scope of ['bills:write', 'bills:admin']) {
      const token = await tokenOf(scope);
      expect((await service.get('/bills', token)).status).toBe(200);
      // The token itself says what was granted, no more.
      expect(await service.get('/bills/any', token)).toMatchObject({
        status: 200,
        body: { scopes: [scope] },
      });
    }
  });

  it('do not open more than that: what is missing is named in the terms of the route', async () => {
    const { status, body, headers } = await service.get('/bills', await tokenOf('bills:read'));
    expect([status, body]).toMatchObject([403, { message: 'Missing required scopes: invoices:read' }]);
    expect(headers.get('www-authenticate')).toContain('scope="bills:read invoices:read"');
    expect((await service.get('/invoices/all', await tokenOf('bills:admin'))).status).toBe(403);
  });

  it('count in the application of the issuer as well, and give a client no more than it was registered for', async () => {
    @Controller('bills')
    @UseGuards(ClientAuthGuard, ScopesGuard)
    class BillsController {
      @Get()
      @RequireScopes('bills:read')
      list(): object {
        return {};
      }
    }
    const options = {
      issuer: 'http://localhost/issuer',
      audience: 'http://localhost/issuer',
      internalApiKeys: [INTERNAL_API_KEY],
      scope: { implies },
      admin: { resources: ['oauth-clients'] },
    } as const;
    @Module({ imports: [M2MAuthModule.forRoot(options)], controllers: [BillsController] })
    class IssuingModule {}
    const { app, url } = await listen(await createApp(platform, IssuingModule, { logger: false }));
    try {
      const client = await registerClient(url, INTERNAL_API_KEY, { scopes: ['bills:write'] });
      const ask = (scope: string): Promise<Response> =>
        fetch(`${url}/auth/token`, {
          method: 'POST',
          body: new URLSearchParams({
            grant_type: 'client_credentials',
            client_id: client.clientId,
            client_secret: client.clientSecret,
            scope,
          }),
        });
      const { access_token } = (await (await ask('bills:write')).json()) as { access_token: string };
      expect(await statusOf(url, '/bills', access_token)).toBe(200);
      expect(await (await ask('bills:read')).json()).toMatchObject({ error: 'invalid_scope' });
    } finally {
      await app.close();
    }
  });
});
