import { redisRevocation, redisState } from 'nestjs-m2m-auth/redis';
import { eventually } from '../shared-state/support/eventually.js';
import { PLATFORMS } from '../support/platforms.js';
import { RedisServer } from '../support/redis-server.js';
import { AuthorizationServer } from './support/authorization-server.js';
import { BillingService } from './support/billing-service.js';

/** Long enough for a busy test machine. */
const PATIENT = { commandTimeoutMs: 2_000, connectTimeoutMs: 3_000 };
/** May look, and nothing else. */
const READER = ['reader', 'on', '>secret', '~*', '+info', '+zmscore', '+hmget', '+exists'];

describe.each(PLATFORMS)('a service that sees revocations in Redis, on %s', (platform) => {
  let redis: RedisServer;
  let issuer: AuthorizationServer;
  let service: BillingService;
  beforeAll(async () => {
    redis = await RedisServer.start();
    await redis.client.call('ACL', 'SETUSER', ...READER);
    issuer = await AuthorizationServer.start(
      platform,
      { redis: { url: redis.url, ...PATIENT } },
      { sharedState: redisState() },
    );
    service = await BillingService.start(platform, {
      issuer: issuer.issuer,
      redis: { url: redis.url.replace('redis://', 'redis://reader:secret@'), ...PATIENT },
      revocation: redisRevocation(),
    });
  });
  afterAll(async () => {
    await service.stop();
    await issuer.stop();
    await redis.stop();
  });

  it('does not warn that it sees none', () => {
    expect(service.warnings).toEqual([]);
  });

  it('refuses a revoked token at the first request after 204, and no other, a hundred times', async () => {
    const [revoked, spared] = [await issuer.register(), await issuer.register()];
    const other = await issuer.token(spared);
    for (let times = 0; times < 100; times += 1) {
      const token = await issuer.token(revoked);
      expect(await service.statusOf(token)).toBe(200);
      expect(await issuer.revokeTokens(revoked)).toBe(204);
      expect(await service.statusOf(token)).toBe(401);
    }
    expect(await service.statusOf(other)).toBe(200);
  });

  it('answers 503 when Redis has lost what it knew, until the issuer has filled it again; the revoked stay revoked', async () => {
    const client = await issuer.register();
    const token = await issuer.token();
    const revoked = await issuer.token(client);
    expect(await issuer.revokeTokens(client)).toBe(204);
    const seen = new Set<number>();
    const watch = async (): Promise<number> => {
      seen.add(await service.statusOf(revoked));
      return service.statusOf(token);
    };
    await redis.client.flushall();
    expect(await eventually(watch, 200)).toBe(200);
    seen.add(await service.statusOf(revoked));
    expect([...seen].filter((status) => status !== 401 && status !== 503)).toEqual([]);
  });

  it('answers 503 while Redis is away, and goes on by itself when it is back', async () => {
    const token = await issuer.token();
    expect(await service.statusOf(token)).toBe(200);
    await redis.kill();
    expect(await service.get('/invoices', token)).toMatchObject({ status: 503 });
    await redis.boot();
    await redis.client.call('ACL', 'SETUSER', ...READER);
    expect(await eventually(() => service.statusOf(token), 200)).toBe(200);
  });
});

describe('a service that is to see revocations', () => {
  it('does not start without the address of Redis, and says so', async () => {
    await expect(
      BillingService.start('fastify', { issuer: 'https://auth.example.com', revocation: redisRevocation() }),
    ).rejects.toThrow('redis must say where Redis is');
  });
});
