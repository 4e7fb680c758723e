import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';

const SERVER_URL = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';

/** Database 0 is everybody's, and a server has 16 unless it was told otherwise. */
const NUMBERS = [15, 14, 13, 12, 11, 10, 9, 8];

/** A crashed run gives its claim back after this time. */
const CLAIM_MS = 300_000;

/** How long to wait for one to become free. */
const WAIT_MS = 30_000;
const PAUSE_MS = 200;

/** A numbered Redis database that only one deployment works on. */
export interface RedisDatabase {
  readonly url: string;
  /** Empties it and gives it back. */
  release(): Promise<void>;
}

const urlOf = (number: number): string => {
  const url = new URL(SERVER_URL);
  url.pathname = `/${number}`;
  return url.href;
};

const claim = async (redis: Redis, number: number, owner: string): Promise<boolean> =>
  (await redis.set(`e2e:database:${number}`, owner, 'PX', CLAIM_MS, 'NX')) === 'OK';

const empty = async (url: string): Promise<void> => {
  const database = new Redis(url);
  await database.flushdb();
  await database.quit();
};

const claimAny = async (redis: Redis, owner: string): Promise<number> => {
  for (let attempt = 0; attempt < WAIT_MS / PAUSE_MS; attempt += 1) {
    for (const number of NUMBERS) {
      if (await claim(redis, number, owner)) return number;
    }
    await pause(PAUSE_MS);
  }
  throw new Error('Every Redis database that end-to-end tests may use is taken.');
};

/** Claims a free database of the server that `REDIS_URL` names, for files that run beside each other. */
export const claimRedisDatabase = async (): Promise<RedisDatabase> => {
  const redis = new Redis(SERVER_URL);
  try {
    const number = await claimAny(redis, randomBytes(8).toString('hex'));
    const url = urlOf(number);
    await empty(url);
    return {
      url,
      release: async () => {
        await empty(url);
        await redis.del(`e2e:database:${number}`);
        await redis.quit();
      },
    };
  } catch (error) {
    redis.disconnect();
    throw error;
  }
};
