/** How this process reaches the Redis in which revocations are projected: `redis` among a module's options. */
export interface RedisConnectionOptions {
  /** `redis://` or `rediss://`, with user, password and database where there are any. */
  readonly url?: string;
  /** Hash tag of every key and channel, so that all share one slot: `m2m` (the default) gives `{m2m}:deny`. */
  readonly keyPrefix?: string;
  /** The longest wait for one command, in milliseconds. Default 150. */
  readonly commandTimeoutMs?: number;
  /** The longest wait for a connection, in milliseconds. Default 1,000. */
  readonly connectTimeoutMs?: number;
}
