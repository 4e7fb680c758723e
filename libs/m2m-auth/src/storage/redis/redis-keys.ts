/** Every key and channel of this library in Redis; the hash tag keeps them in one slot. */
export interface RedisKeys {
  /** Sorted set of the denials, with the sentinel. */
  readonly deny: string;
  /** Hash: the seq the projection is known to hold, and the node that was stamped. */
  readonly meta: string;
  /** Expires unless an authorization server that found the projection whole renews it. */
  readonly confirmed: string;
  /** Channel: "read now". */
  readonly changed: string;
  live(clientId: string): string;
  throttle(key: string, windowMs: number, window: number): string;
}

/** Always a member of the denials: what evicts, flushes or forgets them takes it along. */
export const SENTINEL = '!';

export const redisKeys = (prefix: string): RedisKeys => {
  const tag = `{${prefix}}`;
  return {
    deny: `${tag}:deny`,
    meta: `${tag}:meta`,
    confirmed: `${tag}:confirmed`,
    changed: `${tag}:changed`,
    live: (clientId) => `${tag}:live:${clientId}`,
    throttle: (key, windowMs, window) => `${tag}:throttle:${windowMs}:${window}:${key}`,
  };
};
