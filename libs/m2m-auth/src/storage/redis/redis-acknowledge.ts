import type { Redis } from 'ioredis';
import type { Denial } from '../../domain/changes/denial.js';
import { addDenials } from './denial-additions.js';
import { redisUnavailable } from './redis-errors.js';
import { isMaster } from './redis-node.js';
import type { RedisSettings } from './redis-settings.js';
import { replies } from './replies.js';

/**
 * Step 2 of a revocation: the denials in Redis, and everyone told.
 *
 * @throws OAuthError `temporarily_unavailable` unless a master, and with `durability: 'replica'` one of its replicas,
 * has acknowledged them.
 */
export const acknowledge = async (
  connection: Redis,
  { keys, durability, commandTimeoutMs }: RedisSettings,
  denials: readonly Denial[],
  announcement: string,
): Promise<void> => {
  const transaction = connection.multi();
  addDenials(transaction, keys, denials);
  transaction.publish(keys.changed, announcement).info('replication');
  let answers: unknown[];
  let replicas: unknown;
  try {
    const carriedOut = transaction.exec();
    // Sent right behind, so that it waits for this very write.
    const copied = durability === 'replica' ? connection.wait(1, commandTimeoutMs) : 0;
    [answers, replicas] = await Promise.all([carriedOut.then(replies), copied]);
  } catch (error) {
    throw redisUnavailable('projecting a revocation', error);
  }
  const replication = answers.at(-1);
  if (!isMaster(replication)) throw redisUnavailable('projecting a revocation', new Error('not a master'));
  if (durability === 'replica' && !(typeof replicas === 'number' && replicas >= 1))
    throw redisUnavailable('replicating a revocation', new Error('timed out'));
};
