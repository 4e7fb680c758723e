import type { RedisConnectionOptions } from '../../oauth/ports/redis-connection-options.js';
import type { Clock } from '../../oauth/ports/clock.js';
import { RedisConnections, type Purpose } from './redis-connections.js';
import { RedisRefusals } from './redis-refusals.js';
import { redisSettings, shardSettings, type RedisSettings } from './redis-settings.js';

/** One part of the projection, and the connections to the node that serves it. */
export interface RedisShard {
  readonly settings: RedisSettings;
  readonly connections: RedisConnections;
}

/** Every connection of this process. */
export interface RedisShards {
  readonly shards: readonly RedisShard[];
  /** For everything that is not in a shard. While there is one shard only, its connections are these. */
  readonly common: RedisShard;
  readonly refusals: RedisRefusals;
  open(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param ofEach the connections that each shard needs. @param ofAll those that are needed once.
 * @throws Error that names the option and the remedy when the options cannot work.
 */
export const redisShards = (
  options: RedisConnectionOptions | undefined,
  { ofEach, ofAll }: { readonly ofEach: readonly Purpose[]; readonly ofAll: readonly Purpose[] },
  clock: Clock,
): RedisShards => {
  const settings = redisSettings(options);
  const refusals = new RedisRefusals(settings.endpoint, clock);
  const alone = settings.shards === 1;
  const common = {
    settings,
    connections: new RedisConnections(settings, alone ? [...ofEach, ...ofAll] : ofAll, refusals),
  };
  const shards = alone
    ? [common]
    : shardSettings(settings).map((own) => ({
        settings: own,
        connections: new RedisConnections(own, ofEach, refusals),
      }));
  const every = [...new Set([common, ...shards])].map(({ connections }) => connections);
  return {
    shards,
    common,
    refusals,
    open: async () => void (await Promise.all(every.map((connections) => connections.open()))),
    close: async () => void (await Promise.all(every.map((connections) => connections.close()))),
  };
};
