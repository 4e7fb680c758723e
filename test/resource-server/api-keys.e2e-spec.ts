import type { ApiKeyCheck, ClientToken } from 'nestjs-m2m-auth/resource-server';
import { PLATFORMS } from '../support/platforms.js';
import { AuthorizationServer, RESOURCE } from './support/authorization-server.js';
import { BillingService } from './support/billing-service.js';

const KEY = 'sk_live_known-to-this-service-alone';

const principal: ClientToken = {
  credential: 'api_key',
  clientId: 'api_key_1',
  subject: 'acme',
  scopes: ['invoices:read'],
  audience: [RESOURCE],
  organizationId: 'acme',
  jti: 'api_key_1',
  issuedAt: 0,
  expiresAt: Number.POSITIVE_INFINITY,
  claims: {},
};

describe.each(PLATFORMS)('API keys at a service without the database, on %s', (platform) => {
  let authorizationServer: AuthorizationServer;
  let service: BillingService;
  beforeAll(async () => {
    authorizationServer = await AuthorizationServer.start(platform);
  });
  afterEach(() => service.stop());
  afterAll(() => authorizationServer.stop());

  const start = async (apiKeyCheck?: ApiKeyCheck): Promise<void> => {
    service = await BillingService.start(platform, { issuer: authorizationServer.issuer, apiKeyCheck });
  };

  it('are not accepted', async () => {
    await start();
    expect(await service.statusOf(KEY)).toBe(401);
    expect(service.fetched).toEqual([]);
  });

  it("are accepted when the host's own check knows them, beside access tokens", async () => {
    await start({ check: async (value) => (value === KEY ? principal : null) });
    expect(await service.get('/invoices', KEY)).toMatchObject({ status: 200, body: { for: 'api_key_1' } });
    expect((await service.get('/invoices/all', KEY)).status).toBe(403);
    expect(await service.statusOf(`${KEY}x`)).toBe(401);
    expect(await service.statusOf(await authorizationServer.token())).toBe(200);
  });

  it("are answered with 503 when the host's check fails", async () => {
    await start({ check: () => Promise.reject(new Error('not reached')) });
    const { status, headers } = await service.get('/invoices', KEY);
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(await service.statusOf(await authorizationServer.token())).toBe(200);
  });
});
