import type { Redis } from 'ioredis';
import type { Denial } from '../../domain/revocation/denial.js';
import { denialScores } from './denial-scores.js';
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
): Promise<void> => {
  const pipeline = connection
    .pipeline()
    .zadd(keys.deny, 'GT', ...denialScores(denials))
    .info('replication')
    .publish(keys.changed, '');
  if (durability === 'replica') pipeline.wait(1, commandTimeoutMs);
  let answers: unknown[];
  try {
    answers = replies(await pipeline.exec());
  } catch (error) {
    throw redisUnavailable('projecting a revocation', error);
  }
  const [, replication, , replicas] = answers;
  if (!isMaster(replication)) throw redisUnavailable('projecting a revocation', new Error('not a master'));
  if (durability === 'replica' && !(typeof replicas === 'number' && replicas >= 1))
    throw redisUnavailable('replicating a revocation', new Error('timed out'));
};
