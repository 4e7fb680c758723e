import type { RedisConnectionOptions } from '../../oauth/ports/redis-connection-options.js';

/** How this process reaches the Redis that it shares with the others: `redis` among the module's options. */
export interface RedisStateOptions extends RedisConnectionOptions {
  /**
   * Who must hold a revocation before it is answered 200: the primary (the default), or one replica too
   * (`WAIT 1`), which narrows the time in which a failover makes guards ask the database.
   */
  readonly durability?: 'primary' | 'replica';
}
