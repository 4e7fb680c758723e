/** Where a Sentinel or a node of a Cluster listens. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * How this process reaches the Redis in which revocations are projected: `redis` among a module's options. One of
 * `url`, `sentinels` and `cluster` says where it is.
 *
 * @example
 * { url: 'rediss://user:password@redis.example.com:6380/0' }
 * { sentinels: [{ host: 's1', port: 26379 }, { host: 's2', port: 26379 }], name: 'mymaster', password }
 * { cluster: [{ host: 'c1', port: 6379 }, { host: 'c2', port: 6379 }], password }
 */
export interface RedisConnectionOptions {
  /** `redis://` or `rediss://`, with user, password and database where there are any. */
  readonly url?: string;
  /** Sentinels that watch over the master called `name`. Several, so that any of them may be down. */
  readonly sentinels?: readonly RedisAddress[];
  /** What the Sentinels call the master. Required with `sentinels`. */
  readonly name?: string;
  /**
   * Some nodes of a Cluster; the others are found. Every key of this library is in one slot, so one node serves all,
   * unless `shards` says otherwise.
   */
  readonly cluster?: readonly RedisAddress[];
  /** User of the nodes behind `sentinels` or `cluster`. */
  readonly username?: string;
  /** Password of the nodes behind `sentinels` or `cluster`. */
  readonly password?: string;
  /** User of the Sentinels themselves, where they ask for one. */
  readonly sentinelUsername?: string;
  /** Password of the Sentinels themselves, where they ask for one. */
  readonly sentinelPassword?: string;
  /** TLS to the nodes behind `sentinels` or `cluster`, and to the Sentinels. Default false. */
  readonly tls?: boolean;
  /**
   * Hash tag of every key and channel, so that all share one slot: `acme` gives `{acme}:deny`. The same in every process of one
   * deployment, resource servers included, and in no other deployment. Default: `m2m:` and 12 characters that follow from the
   * issuer.
   */
  readonly keyPrefix?: string;
  /**
   * Over how many slots the denials are spread, 1 to 64, so that several masters of a Cluster carry the checks. Default 1.
   * The same in every process, like `keyPrefix`: the shards of another number are other keys.
   */
  readonly shards?: number;
  /**
   * What guards ask: the `projection` in Redis (the default; one round trip, every revocation is seen at once), or a
   * `replica` of it in this process (no round trip, every revocation is seen within `stalenessMs`). A replica that could
   * not be confirmed within that time is not asked.
   */
  readonly check?: 'projection' | 'replica';
  /** How old a replica may be that is asked, in milliseconds, 50 to 1,000. Default 1,000. */
  readonly stalenessMs?: number;
  /** The longest wait for one command, in milliseconds. Default 150. */
  readonly commandTimeoutMs?: number;
  /** The longest wait for a connection, in milliseconds. Default 1,000. */
  readonly connectTimeoutMs?: number;
}
