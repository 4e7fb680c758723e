import { redisRevocation } from 'nestjs-m2m-auth/redis';
import { tokenWith } from '../guards/support/forge.js';
import { es256 } from '../guards/support/signing-keys.js';
import { PLATFORMS } from '../support/platforms.js';
import { AuthorizationServer, RESOURCE } from './support/authorization-server.js';
import { BillingService, type BillingOptions } from './support/billing-service.js';

const JWKS = '/.well-known/jwks.json';
const METADATA = '/.well-known/oauth-authorization-server';

describe.each(PLATFORMS)('a service that only accepts tokens, on %s', (platform) => {
  let authorizationServer: AuthorizationServer;
  const services: BillingService[] = [];
  beforeAll(async () => {
    authorizationServer = await AuthorizationServer.start(platform);
  });
  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.stop()));
  });
  afterAll(() => authorizationServer.stop());

  const start = async (options: Partial<BillingOptions> = {}): Promise<BillingService> => {
    const service = await BillingService.start(platform, { issuer: authorizationServer.issuer, ...options });
    services.push(service);
    return service;
  };

  it('lets a token of its issuer in, with the claims of the client', async () => {
    const service = await start();
    const client = await authorizationServer.register({ claims: { tenant_id: 'acme' } });
    expect(await service.get('/invoices', await authorizationServer.token(client))).toMatchObject({
      status: 200,
      body: { for: client.clientId, tenant: 'acme' },
    });
  });

  it('finds the keys by the issuer alone, and asks once', async () => {
    const service = await start();
    expect(service.fetched).toEqual([]);
    const token = await authorizationServer.token();
    await Promise.all([1, 2, 3].map(() => service.statusOf(token)));
    expect(service.fetched).toEqual([METADATA, JWKS]);
  });

  it('takes the place of the keys from its options', async () => {
    const service = await start({ jwksUri: `${authorizationServer.issuer}${JWKS}` });
    expect(await service.statusOf(await authorizationServer.token())).toBe(200);
    expect(service.fetched).toEqual([JWKS]);
  });

  it('asks for the scopes of the route (RFC 6750 §3.1)', async () => {
    const { status, headers } = await (await start()).get('/invoices/all', await authorizationServer.token());
    expect(status).toBe(403);
    expect(headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  });

  it('refuses a request without a token, without fetching anything', async () => {
    const service = await start();
    expect((await service.get('/invoices')).status).toBe(401);
    expect(service.fetched).toEqual([]);
  });

  it('refuses a token that is meant for another service (RFC 9068 §4)', async () => {
    const client = await authorizationServer.register({ audiences: ['https://else.example.com'] });
    expect(await (await start()).statusOf(await authorizationServer.token(client))).toBe(401);
    expect(
      await (await start({ audience: 'https://billing' })).statusOf(await authorizationServer.token()),
    ).toBe(401);
  });

  it('refuses a token of another issuer, even one whose keys it trusts (RFC 9068 §4)', async () => {
    const other = await AuthorizationServer.start(platform);
    const service = await start({ jwksUri: `${other.issuer}${JWKS}` });
    expect(await service.statusOf(await other.token())).toBe(401);
    expect(await service.statusOf(await authorizationServer.token())).toBe(401);
    await other.stop();
  });

  it('trusts no metadata of another issuer: nobody can tell (RFC 8414 §3.3)', async () => {
    const { issuer } = authorizationServer;
    const service = await start({ issuer: issuer.replace('127.0.0.1', 'localhost') });
    expect(await service.statusOf(await authorizationServer.token())).toBe(503);
    expect(service.fetched).toEqual([METADATA]);
    expect(service.warnings).toContain('The metadata are those of another issuer.');
  });

  it('fetches no more than twice for 100 tokens with made-up kids', async () => {
    const service = await start();
    const forged = Array.from({ length: 100 }, (_, at) =>
      tokenWith({ iss: authorizationServer.issuer, aud: RESOURCE }, { kid: `made-up-${at}` }, es256),
    );
    const statuses = await Promise.all(forged.map((token) => service.statusOf(token)));
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(service.fetched.filter((path) => path === JWKS).length).toBeLessThanOrEqual(2);
  });

  it('goes to no address that a token names, whatever its header says (RFC 8725 §3.10)', async () => {
    const service = await start();
    await service.statusOf(await authorizationServer.token());
    const url = `${authorizationServer.issuer}/attacker.json`;
    const jwk = es256.key.export({ format: 'jwk' });
    for (const header of [{ jku: url }, { x5u: url }, { jwk }, { jwk, jku: url, kid: undefined }]) {
      const claims = { iss: authorizationServer.issuer, aud: RESOURCE };
      expect(await service.statusOf(tokenWith(claims, header, es256))).toBe(401);
    }
    expect(new Set(service.fetched)).toEqual(new Set([METADATA, JWKS]));
  });

  it('says once, when it starts, that it does not see revocations', async () => {
    const { warnings } = await start();
    expect(warnings.filter((warning) => warning.includes('Revocations are not seen'))).toHaveLength(1);
  });

  it('does not start with options that cannot work, and names them all', async () => {
    await expect(
      start({
        issuer: 'auth',
        audience: [],
        jwksUri: 'http://keys.example.com',
        realm: '"',
        scope: { implies: { 'a b': ['c'] } },
        clockSkewSeconds: 61,
        jwks: { timeoutMs: 0 },
        protectedResources: [{ resource: 'https://else.example.com' }],
        redis: { url: 'h', commandTimeoutMs: 0 },
        revocation: redisRevocation(),
      }),
    ).rejects.toMatchObject({
      name: 'M2MAuthOptionsError',
      problems: [
        { path: 'issuer' },
        { path: 'audience' },
        { path: 'clockSkewSeconds' },
        { path: 'jwksUri' },
        { path: 'jwks.timeoutMs' },
        { path: 'realm' },
        { path: 'scope.implies' },
        { path: 'protectedResources[0].resource' },
        { path: 'redis.url' },
        { path: 'redis.commandTimeoutMs' },
      ],
    });
  });

  it('does not look for keys on an open network', async () => {
    await expect(start({ issuer: 'http://auth.example.com' })).rejects.toMatchObject({
      problems: [{ path: 'issuer', message: expect.stringMatching(/^issuer must use https/) as string }],
    });
  });
});
