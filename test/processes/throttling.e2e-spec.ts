import { claimRedisDatabase, type RedisDatabase } from '../e2e/support/redis-database.js';
import { eventually } from '../shared-state/support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { ensureBuilt } from './support/built.js';
import { ServerProcess, temporaryFolders } from './support/server-process.js';

const LIMIT = 10;

beforeAll(ensureBuilt, 120_000);

describe('two processes that count failures in one Redis', () => {
  const folder = temporaryFolders();
  let database: TestDatabase;
  let redis: RedisDatabase;
  let processes: ServerProcess[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = await claimRedisDatabase();
    const environment = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      KEY_ENCRYPTION_KEY: 'f-key-encryption-key-of-a-test-23571113',
      AUTH_TOKEN_THROTTLE_LIMIT: String(LIMIT),
      // So long that no window ends while the test counts.
      AUTH_TOKEN_THROTTLE_TTL_MS: '86400000',
    };
    const start = async (HTTP_ADAPTER: string) =>
      ServerProcess.start({ ...environment, HTTP_ADAPTER, DATA_DIR: await folder() });
    processes = await Promise.all([start('fastify'), start('express')]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all(processes.map((process) => process.stop()));
    await redis.release();
    await database.drop();
  });

  it('answer 401 to as many of 200 wrong secrets at once as the limit says, 429 to the rest, and let the right one in', async () => {
    const [one] = processes;
    if (!one) throw new Error('No process has started.');
    const client = await one.register();
    const ask = (secret: string): Promise<number>[] =>
      processes.map(async (process) => (await process.token({ ...client, clientSecret: secret })).status);
    await Promise.all(
      processes.map((process) => eventually(async () => (await process.token(client)).status, 200)),
    );

    const wrong = Array.from({ length: 100 }, () => ask(`m2ms_${'x'.repeat(49)}`)).flat();
    const answers = await Promise.all(wrong);
    const counted = [401, 429].map((status) => answers.filter((answer) => answer === status).length);
    expect(counted).toEqual([LIMIT, 200 - LIMIT]);
    expect(await Promise.all(ask(client.clientSecret))).toEqual([200, 200]);
  });
});
