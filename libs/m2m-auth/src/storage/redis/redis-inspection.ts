import type { Redis } from 'ioredis';
import { infoField } from './redis-node.js';
import type { RedisSettings } from './redis-settings.js';
import { requireIdentity } from './redis-stamp.js';
import { replies } from './replies.js';

/** ZMSCORE and ZADD's GT came with it. */
const NEEDED = [6, 2] as const;

/**
 * What two sections of INFO say against a server.
 *
 * @returns what an operator should know although it stops nothing.
 * @throws Error that names the version when the server cannot carry the protocol out.
 */
export const judgeRedis = (server: unknown, memory: unknown): string[] => {
  const version = infoField(server, 'redis_version');
  const [major = 0, minor = 0] = version?.split('.').map(Number) ?? [];
  if (version !== undefined && (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1]))) {
    throw new Error(`redisState() needs Redis ${NEEDED.join('.')} or later, and this one is ${version}.`);
  }
  const policy = infoField(memory, 'maxmemory_policy');
  if (policy === undefined || policy === 'noeviction') return [];
  return [
    `Redis runs with maxmemory-policy ${policy}. Revocations survive an eviction, but guards ask the database, ` +
      'or answer 503, each time until they are restored: set maxmemory-policy noeviction.',
  ];
};

/** Asks by INFO, never by CONFIG, which managed services refuse. Nothing to say when the server is out of reach. */
export const inspectRedis = async (connection: Redis): Promise<string[]> => {
  let sections: unknown[];
  try {
    sections = replies(await connection.pipeline().info('server').info('memory').exec());
  } catch {
    return [];
  }
  const [server, memory] = sections;
  return judgeRedis(server, memory);
};

/**
 * @throws ForeignDatabaseError when Redis holds the projection of another database. Nothing is thrown while it is out of
 * reach: the loop finds out later, and writes nothing before.
 */
export const inspectIdentity = async (
  connection: Redis,
  { keys, keyPrefix }: Pick<RedisSettings, 'keys' | 'keyPrefix'>,
  identity: string,
): Promise<void> => {
  const stamped = await connection.hget(keys.meta, 'identity').catch(() => null);
  requireIdentity(stamped ?? '', identity, keyPrefix);
};
