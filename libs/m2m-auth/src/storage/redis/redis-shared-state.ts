import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { RedisStateOptions } from '../../domain/shared-state/redis-state-options.js';
import type { SharedState } from '../../domain/shared-state/shared-state.js';
import type { DenialShard } from './denial-shard.js';
import { RedisChangeNotifier } from './redis-change-notifier.js';
import { HighestSeq } from './highest-seq.js';
import { inspectIdentity, inspectRedis } from './redis-inspection.js';
import { redisUnavailable } from './redis-errors.js';
import { RedisLiveTokenRegister } from './redis-live-token-register.js';
import { RedisRevocationProjection } from './redis-revocation-projection.js';
import { redisShards } from './redis-shards.js';
import { RedisThrottleCounter } from './redis-throttle-counter.js';
import { ShardedRevocationProjection } from './sharded-revocation-projection.js';

/**
 * The state that processes share through Redis. Nothing is connected before `projection.start()`.
 *
 * @throws Error that names the option and the remedy when the options cannot work.
 */
export const redisSharedState = (
  options: RedisStateOptions | undefined,
  clock: Clock,
  random: RandomSource,
): SharedState & { readonly projection: DenialShard } => {
  const redis = redisShards(options, { ofEach: ['check', 'writer'], ofAll: ['work', 'subscriber'] }, clock);
  const { work, subscriber } = redis.common.connections;
  const { keys } = redis.common.settings;
  const projections = redis.shards.map(
    ({ connections, settings }) => new RedisRevocationProjection(connections, settings, clock, random),
  );
  const [only, ...others] = projections;
  const highest = only?.highest ?? new HighestSeq();
  const projection =
    only !== undefined && others.length === 0
      ? only
      : new ShardedRevocationProjection(projections, () => redis.open());
  const notifier = new RedisChangeNotifier(subscriber, work, keys.changed, highest);
  notifier.subscribe(() => void projection.follow());
  const apart = redis.shards.filter((shard) => shard !== redis.common);
  const nodes = [work, ...apart.map(({ connections }) => connections.writer)];
  return {
    distributed: true,
    projection,
    notifier,
    liveTokens: new RedisLiveTokenRegister(work, keys, clock),
    throttle: new RedisThrottleCounter(work, keys, clock),
    inspect: async (identity) => {
      await redis.refusals.requireUsable(redis.common.settings.connectTimeoutMs);
      await Promise.all(
        redis.shards.map(({ connections, settings }) =>
          inspectIdentity(connections.writer, settings, identity),
        ),
      );
      const found = await Promise.all(nodes.map((node) => inspectRedis(node)));
      return [...new Set(found.flat())];
    },
    refusals: () => redis.refusals.current,
    ping: async () => {
      await Promise.all(nodes.map((node) => node.ping())).catch((error: unknown) => {
        throw redisUnavailable('ping', error);
      });
    },
    close: async () => {
      await Promise.all([projection.close(), redis.close()]);
    },
  };
};
