import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { RedisStateOptions } from '../../domain/shared-state/redis-state-options.js';
import type { SharedState } from '../../domain/shared-state/shared-state.js';
import { RedisChangeNotifier } from './redis-change-notifier.js';
import { RedisConnections } from './redis-connections.js';
import { inspectRedis } from './redis-inspection.js';
import { redisUnavailable } from './redis-errors.js';
import { RedisLiveTokenRegister } from './redis-live-token-register.js';
import { RedisRevocationProjection } from './redis-revocation-projection.js';
import { redisSettings } from './redis-settings.js';
import { RedisThrottleCounter } from './redis-throttle-counter.js';

/**
 * The state that processes share through Redis. Nothing is connected before `projection.start()`.
 *
 * @throws Error that names the option and the remedy when the options cannot work.
 */
export const redisSharedState = (
  options: RedisStateOptions | undefined,
  clock: Clock,
  random: RandomSource,
): SharedState & { readonly projection: RedisRevocationProjection } => {
  const settings = redisSettings(options);
  const connections = new RedisConnections(settings);
  const { keys } = settings;
  const { work, subscriber } = connections;
  const projection = new RedisRevocationProjection(connections, settings, clock, random);
  return {
    distributed: true,
    projection,
    notifier: new RedisChangeNotifier(subscriber, work, keys.changed),
    liveTokens: new RedisLiveTokenRegister(work, keys, clock),
    throttle: new RedisThrottleCounter(work, keys, clock),
    inspect: () => inspectRedis(work),
    ping: async () => {
      await work.ping().catch((error: unknown) => {
        throw redisUnavailable('ping', error);
      });
    },
    close: async () => {
      await Promise.all([projection.close(), connections.close()]);
    },
  };
};
