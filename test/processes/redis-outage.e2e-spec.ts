import { decodeJwt } from 'jose';
import type { RegisteredClient } from '../e2e/support/admin.js';
import { call, reports } from '../server/support/api.js';
import { eventually } from '../shared-state/support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { RedisServer } from '../support/redis-server.js';
import { ensureBuilt } from './support/built.js';
import { ServerProcess, temporaryFolders } from './support/server-process.js';

beforeAll(ensureBuilt, 120_000);

describe('two processes whose Redis goes away and comes back empty', () => {
  const folder = temporaryFolders();
  let database: TestDatabase;
  let redis: RedisServer;
  let servers: readonly ServerProcess[] = [];
  let client: RegisteredClient;
  let live: string;
  let revoked: string;

  const issue = async (server = servers[0]): Promise<string> =>
    (await server?.token(client))?.accessToken ?? '';
  const revoke = async (token: string): Promise<number> => {
    const [server] = servers;
    if (server === undefined) throw new Error('no server runs');
    const path = `/oauth-clients/${client.clientId}/revoke-tokens`;
    return (await call(server, 'POST', path, { jti: decodeJwt(token).jti })).status;
  };
  const everywhere = (token: string): Promise<number[]> =>
    Promise.all(servers.map(({ url }) => reports(url, token)));

  beforeAll(async () => {
    [database, redis] = await Promise.all([createTestDatabase(), RedisServer.start()]);
    const environment = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      REDIS_KEY_PREFIX: 'm2m',
      KEY_ENCRYPTION_KEY: 'f-key-encryption-key-of-a-test-23571113',
    };
    servers = await Promise.all(
      ['fastify', 'express'].map(async (HTTP_ADAPTER) =>
        ServerProcess.start({ ...environment, HTTP_ADAPTER, DATA_DIR: await folder() }),
      ),
    );
    const [first] = servers;
    if (first === undefined) throw new Error('no server runs');
    client = await first.register();
    [live, revoked] = [await issue(), await issue()];
    expect(await revoke(revoked)).toBe(204);
    expect([await everywhere(live), await everywhere(revoked)]).toEqual([
      [200, 200],
      [401, 401],
    ]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await redis.stop();
    await database.drop();
  });

  it('asks Postgres while Redis is down, goes on issuing, and forgets nothing when Redis is back', async () => {
    await redis.kill();
    expect([await everywhere(live), await everywhere(revoked)]).toEqual([
      [200, 200],
      [401, 401],
    ]);
    const issued = await issue(servers[1]);
    expect(await everywhere(issued)).toEqual([200, 200]);

    // Not acknowledged, since a guard without the database could not know; but in the truth.
    expect(await revoke(issued)).toBe(503);
    expect(await everywhere(issued)).toEqual([401, 401]);

    await redis.boot();
    const accepted: number[][] = [];
    const whole = async (): Promise<boolean> => {
      const answers = [...(await everywhere(revoked)), ...(await everywhere(issued))];
      if (answers.some((status) => status !== 401)) accepted.push(answers);
      return (await redis.client.zscore('{m2m}:deny', '!')) !== null;
    };
    expect(await eventually(whole, true, 15_000)).toBe(true);
    expect(accepted).toEqual([]);
    const members = [revoked, issued].map((token) => `jti:${decodeJwt(token).jti}`);
    expect(await redis.client.zmscore('{m2m}:deny', members)).not.toContain(null);
    expect([await everywhere(revoked), await everywhere(issued), await everywhere(live)]).toEqual([
      [401, 401],
      [401, 401],
      [200, 200],
    ]);

    // Revocation is acknowledged again as soon as the connection is there.
    expect(await eventually(() => revoke(live), 204, 10_000)).toBe(204);
    expect(await everywhere(live)).toEqual([401, 401]);
  }, 60_000);

  it('is never believed by a guard after a flush in operation', async () => {
    const [kept, ended] = [await issue(), await issue()];
    await revoke(ended);
    await redis.client.flushall();
    const seen: number[][] = [];
    const whole = async (): Promise<boolean> => {
      const answers = await everywhere(ended);
      if (answers.some((status) => status !== 401)) seen.push(answers);
      return (await redis.client.zscore('{m2m}:deny', '!')) !== null;
    };

    expect(await eventually(whole, true, 10_000)).toBe(true);
    expect(seen).toEqual([]);
    expect(await everywhere(kept)).toEqual([200, 200]);
  }, 30_000);
});
