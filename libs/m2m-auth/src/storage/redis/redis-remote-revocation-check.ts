import type { Clock } from '../../oauth/ports/clock.js';
import type { RedisConnectionOptions } from '../../oauth/ports/redis-connection-options.js';
import type {
  RemoteRevocationCheck,
  RevocationVerdict,
  TokenIdentity,
} from '../../oauth/ports/revocation-check.js';
import { HighestSeq } from './highest-seq.js';
import { RedisChangeListener } from './redis-change-listener.js';
import { RedisGuard } from './redis-guard.js';
import { redisShards, type RedisShards } from './redis-shards.js';
import { shardOf } from './shard-of.js';

/**
 * The check of a process without the database: a connection to each shard, on which nothing is ever written. Where Redis
 * cannot tell, nobody can.
 */
export class RedisRemoteRevocationCheck implements RemoteRevocationCheck {
  private readonly redis: RedisShards;
  private readonly guards: readonly RedisGuard[];

  /** @throws Error that names the option and the remedy when the options cannot work. */
  constructor(options: RedisConnectionOptions | undefined, clock: Clock) {
    const replica = options?.check === 'replica';
    // Only a copy has to be told when to look.
    this.redis = redisShards(options, { ofEach: ['check'], ofAll: replica ? ['subscriber'] : [] }, clock);
    const { shards, common } = this.redis;
    this.guards = shards.map(
      ({ connections, settings }) => new RedisGuard(connections.check, settings, new HighestSeq(), clock),
    );
    if (!replica) return;
    const told = new RedisChangeListener(common.connections.subscriber, common.settings.keys.changed);
    told.subscribe(() => this.guards.forEach((guard) => void guard.follow()));
  }

  /**
   * What is out of reach goes on trying by itself, and until then the answer is that nobody can tell.
   *
   * @throws M2MAuthOptionsError when it can never be reached by these options.
   */
  async start(): Promise<void> {
    await this.redis.open();
    try {
      await this.redis.refusals.requireUsable(this.redis.common.settings.connectTimeoutMs);
    } catch (error) {
      await this.close();
      throw error;
    }
    await Promise.all(this.guards.map((guard) => guard.compare()));
  }

  check(token: TokenIdentity): RevocationVerdict | Promise<RevocationVerdict> {
    return this.guards[shardOf(token.epoch, this.guards.length)]?.check(token) ?? 'unknown';
  }

  async close(): Promise<void> {
    for (const guard of this.guards) guard.stop();
    await this.redis.close();
  }
}
