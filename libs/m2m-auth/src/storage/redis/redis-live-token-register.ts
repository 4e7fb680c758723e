import type { Redis } from 'ioredis';
import type { Clock } from '../../oauth/ports/clock.js';
import type { LiveToken, LiveTokenRegister } from '../../domain/revocation/live-token-register.js';
import { decodeLifetime, encodeLifetime, MAX_LIFETIME_SECONDS } from './live-token-score.js';
import { redisUnavailable } from './redis-errors.js';
import type { RedisKeys } from './redis-keys.js';

const TOKENS_PER_CLIENT = 1_000;

/** One sorted set per client: the jti, ordered by when it was issued. It expires with the last token in it. */
export class RedisLiveTokenRegister implements LiveTokenRegister {
  private readonly pending = new Map<string, (string | number)[]>();

  constructor(
    private readonly connection: Redis,
    private readonly keys: Pick<RedisKeys, 'live'>,
    private readonly clock: Clock,
  ) {}

  /** Tokens of one client that are issued in one turn of the event loop share their commands. */
  record(clientId: string, token: LiveToken): void {
    if (this.pending.size === 0) setImmediate(() => this.flush());
    const scores = this.pending.get(clientId);
    if (scores) scores.push(encodeLifetime(token), token.jti);
    else this.pending.set(clientId, [encodeLifetime(token), token.jti]);
  }

  async list(clientId: string): Promise<readonly LiveToken[]> {
    this.flush();
    const found = await this.connection
      .zrange(this.keys.live(clientId), 0, TOKENS_PER_CLIENT - 1, 'REV', 'WITHSCORES')
      .catch((error: unknown) => {
        throw redisUnavailable('listing tokens', error);
      });
    const now = this.clock.now();
    const tokens: LiveToken[] = [];
    for (let at = 0; at + 1 < found.length; at += 2) {
      const token = { jti: String(found[at]), ...decodeLifetime(Number(found[at + 1])) };
      if (token.expiresAt.getTime() > now) tokens.push(token);
    }
    return tokens;
  }

  forget(clientId: string, jti?: string): void {
    // First, so that what was recorded before is not written after.
    this.flush();
    const key = this.keys.live(clientId);
    const forgotten = jti === undefined ? this.connection.unlink(key) : this.connection.zrem(key, jti);
    forgotten.catch(() => undefined);
  }

  private flush(): void {
    if (this.pending.size === 0) return;
    if (this.connection.status === 'ready') {
      const pipeline = this.connection.pipeline();
      for (const [clientId, scores] of this.pending) {
        const key = this.keys.live(clientId);
        pipeline.zadd(key, ...scores);
        pipeline.zremrangebyrank(key, 0, -1 - TOKENS_PER_CLIENT);
        pipeline.expire(key, MAX_LIFETIME_SECONDS);
      }
      pipeline.exec().catch(() => undefined);
    }
    this.pending.clear();
  }
}
