import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createServer } from '../../../apps/server/src/bootstrap.js';
import { loadConfig } from '../../../apps/server/src/config/load-config.js';
import { createLogger } from '../../../apps/server/src/logging/logger.js';
import { AUDIENCE, ISSUER } from '../../e2e/support/deployments.js';
import { claimRedisDatabase } from '../../e2e/support/redis-database.js';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.js';

/** A server of which everything can be read that it leaves anywhere. */
export interface ObservedServer {
  readonly url: string;
  readonly internalApiKey: string;
  readonly database: TestDatabase;
  /** What it has logged, at every level. */
  log(): string;
  /** Every key of its Redis database with what stands under it. */
  redis(): Promise<string>;
  /** Every row of every table of its database. */
  rows(): Promise<string>;
  stop(): Promise<void>;
}

const read = async (redis: Redis, key: string): Promise<unknown> => {
  const type = await redis.type(key);
  if (type === 'string') return redis.get(key);
  if (type === 'hash') return redis.hgetall(key);
  return type === 'zset' ? redis.zrange(key, 0, -1, 'WITHSCORES') : redis.dump(key);
};

const contentsOf = async (url: string): Promise<string> => {
  const redis = new Redis(url);
  const keys = await redis.keys('*');
  const values = await Promise.all(keys.map((key) => read(redis, key)));
  await redis.quit();
  return JSON.stringify([keys, values]);
};

const rowsOf = async (database: TestDatabase): Promise<string> => {
  const tables = await database.query<{ name: string }>(
    "SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  const rows = await Promise.all(
    tables.map(({ name }) => database.query(`SELECT row_to_json(t) FROM ${name} t`)),
  );
  return JSON.stringify(rows);
};

/** On Postgres and Redis, with its log in memory instead of on stdout. */
export const startObserved = async (
  adapter: string,
  internalApiKey: string,
  keyEncryptionKey: string,
): Promise<ObservedServer> => {
  const directory = await mkdtemp(join(tmpdir(), 'm2m-observed-'));
  const [database, redis] = [await createTestDatabase(), await claimRedisDatabase()];
  const lines: string[] = [];
  const config = loadConfig({
    NODE_ENV: 'production',
    KEY_ENCRYPTION_KEY: keyEncryptionKey,
    HTTP_ADAPTER: adapter,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'trace',
    DATA_DIR: directory,
    ISSUER,
    AUDIENCE,
    INTERNAL_API_KEY: internalApiKey,
    AUTH_TOKEN_THROTTLE_LIMIT: '30000',
    REGISTRATION: 'initial-access-token',
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    REDIS_KEY_PREFIX: 'm2m',
  });
  const server = await createServer(config, createLogger('trace', { write: (line) => lines.push(line) }));
  return {
    url: server.url,
    internalApiKey,
    database,
    log: () => lines.join(''),
    redis: () => contentsOf(redis.url),
    rows: () => rowsOf(database),
    stop: async () => {
      await server.close();
      await redis.release();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
};
