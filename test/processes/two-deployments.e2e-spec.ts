import type { RegisteredClient } from '../e2e/support/admin.js';
import { call, reports } from '../server/support/api.js';
import { copyOf, createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { RedisServer } from '../support/redis-server.js';
import { ensureBuilt } from './support/built.js';
import { type Environment, ServerProcess, temporaryFolders } from './support/server-process.js';

beforeAll(ensureBuilt, 120_000);

describe('two deployments with databases of their own on one Redis, with default settings', () => {
  const folder = temporaryFolders();
  let redis: RedisServer;
  let databases: readonly TestDatabase[] = [];
  let first: ServerProcess;

  const environmentOf = async (database: number, ISSUER: string): Promise<Environment> => ({
    DATABASE_URL: databases[database]?.url,
    REDIS_URL: redis.url,
    KEY_ENCRYPTION_KEY: 'f-key-encryption-key-of-a-test-23571113',
    DATA_DIR: await folder(),
    ISSUER,
  });

  beforeAll(async () => {
    redis = await RedisServer.start();
    databases = await Promise.all([createTestDatabase(), createTestDatabase()]);
    first = await ServerProcess.start(await environmentOf(0, 'https://one.example.com'));
  }, 60_000);
  afterAll(async () => {
    await first?.stop();
    await redis?.stop();
    await Promise.all(databases.map((database) => database.drop()));
  });

  const endTokens = (server: ServerProcess, { clientId }: RegisteredClient): Promise<{ status: number }> =>
    call(server, 'POST', `/oauth-clients/${clientId}/revoke-tokens`, {});
  const fresh = async (server: ServerProcess, client: RegisteredClient): Promise<string> =>
    (await server.token(client)).accessToken;

  it('of different issuers end their own tokens and nobody else’s', async () => {
    const second = await ServerProcess.start(await environmentOf(1, 'https://two.example.com'));
    try {
      const [ofFirst, ofSecond] = [await first.register(), await second.register()];
      const untouched = await fresh(second, ofSecond);
      // The first is far ahead of the second, by seq numbers and by epochs.
      for (let round = 0; round < 10; round += 1) {
        expect((await endTokens(first, ofFirst)).status).toBe(204);
        expect(await reports(first.url, await fresh(first, ofFirst))).toBe(200);
        expect(await reports(second.url, untouched)).toBe(200);
        expect((await endTokens(second, await second.register())).status).toBe(204);
        expect(await reports(second.url, await fresh(second, await second.register()))).toBe(200);
      }
      expect((await endTokens(second, ofSecond)).status).toBe(204);
      expect(await reports(second.url, untouched)).toBe(401);
      expect(await reports(first.url, await fresh(first, ofFirst))).toBe(200);
      expect(await redis.client.keys('*:meta')).toHaveLength(2);
    } finally {
      await second.stop();
    }
  }, 60_000);

  it('of the same issuer need REDIS_KEY_PREFIX: without it the second does not start and says so', async () => {
    const client = await first.register();
    const token = await fresh(first, client);
    const environment = await environmentOf(1, 'https://one.example.com');
    const started = ServerProcess.start(environment).then((server) => server.kill());
    await expect(started).rejects.toThrow(/^Ended with 1:[^]*REDIS_KEY_PREFIX/);
    expect(await reports(first.url, token)).toBe(200);
    expect((await endTokens(first, client)).status).toBe(204);
    expect(await reports(first.url, token)).toBe(401);
    const apart = await ServerProcess.start({ ...environment, REDIS_KEY_PREFIX: 'staging' });
    try {
      expect(await reports(apart.url, await fresh(apart, await apart.register()))).toBe(200);
    } finally {
      await apart.stop();
    }
  }, 60_000);

  it('that are copies of one database say so, because their histories replace each other for ever', async () => {
    const issuer = 'https://one.example.com';
    await first.stop();
    const [original] = databases;
    if (original === undefined) throw new Error('There is no database.');
    const copy = await copyOf(original);
    databases = [...databases, copy];
    const servers = [
      await ServerProcess.start(await environmentOf(0, issuer)),
      await ServerProcess.start(await environmentOf(databases.indexOf(copy), issuer)),
    ];
    try {
      const said = (): boolean => servers.some(({ log }) => log.includes('two databases of one identity'));
      while (!said()) {
        for (const server of servers) {
          const client = await server.register().catch(() => undefined);
          if (client !== undefined) await endTokens(server, client);
        }
      }
      expect(servers.map(({ log }) => log).join()).toContain('REDIS_KEY_PREFIX');
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  }, 60_000);
});
