/** The keys of one projection of denials; their hash tag keeps them in one slot. */
export interface DenialKeys {
  /** Sorted set of the denials, with the sentinel. */
  readonly deny: string;
  /** Hash: the seq the projection is known to hold, and the node that was stamped. */
  readonly meta: string;
  /** Expires unless an authorization server that found the projection whole renews it. */
  readonly confirmed: string;
  /** List of what was added lately, newest first, for local copies. May be lost at any time. */
  readonly log: string;
}

/** Every key and channel of this library in Redis. */
export interface RedisKeys extends DenialKeys {
  /** Channel: "read now". */
  readonly changed: string;
  live(clientId: string): string;
  throttle(key: string, windowMs: number, window: number): string;
}

/** Always a member of the denials: what evicts, flushes or forgets them takes it along. */
export const SENTINEL = '!';
/** A member whose score is another one after each rebuild: additions are counted within one life of the set only. */
export const LIFE = '@';
/** A member whose score grows by one with each addition. */
export const COUNTER = '#';
/** Below the scores of both: above every expiry, so that they are not swept, and counted exactly by a double. */
export const UNSWEPT = 2 ** 52;

const denialKeys = (tag: string): DenialKeys => ({
  deny: `${tag}:deny`,
  meta: `${tag}:meta`,
  confirmed: `${tag}:confirmed`,
  log: `${tag}:log`,
});

export const redisKeys = (prefix: string): RedisKeys => {
  const tag = `{${prefix}}`;
  return {
    ...denialKeys(tag),
    changed: `${tag}:changed`,
    live: (clientId) => `${tag}:live:${clientId}`,
    throttle: (key, windowMs, window) => `${tag}:throttle:${windowMs}:${window}:${key}`,
  };
};

/**
 * The same with the denials of one shard of several. The number of shards is in the name: a denial stands in another
 * shard when there are more of them, so nobody may take the shards of another number for their own.
 */
export const shardKeys = (prefix: string, shard: number, shards: number): RedisKeys => ({
  ...redisKeys(prefix),
  ...(shards > 1 && denialKeys(`{${prefix}:${shard}/${shards}}`)),
});
