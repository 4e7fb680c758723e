/** How this process reaches the Redis that it shares with the others: `redis` among the module's options. */
export interface RedisStateOptions {
  /** `redis://` or `rediss://`, with user, password and database where there are any. */
  readonly url?: string;
  /** Hash tag of every key and channel, so that all share one slot: `m2m` (the default) gives `{m2m}:deny`. */
  readonly keyPrefix?: string;
  /** The longest wait for one command, in milliseconds. Default 150. */
  readonly commandTimeoutMs?: number;
  /** The longest wait for a connection, in milliseconds. Default 1,000. */
  readonly connectTimeoutMs?: number;
  /**
   * Who must hold a revocation before it is answered 200: the primary (the default), or one replica too
   * (`WAIT 1`), which narrows the time in which a failover makes guards ask the database.
   */
  readonly durability?: 'primary' | 'replica';
}
