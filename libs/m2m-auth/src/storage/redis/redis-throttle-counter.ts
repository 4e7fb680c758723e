import type { Redis } from 'ioredis';
import type { Clock } from '../../oauth/ports/clock.js';
import type { ThrottleCount, ThrottleCounter } from '../../domain/throttling/throttle-counter.js';
import { boundedKey } from '../../domain/throttling/throttle-key.js';
import { WindowCounter } from '../../domain/throttling/window-counter.js';
import type { RedisKeys } from './redis-keys.js';
import { replies } from './replies.js';

/** After an answer that did not come, requests do not each wait for the next one that does not. */
const PAUSE_MS = 1_000;

/**
 * Fixed windows of the wall clock, which is what processes share; the window's number is in the key, so that it
 * needs no reset. Every event is counted here as well: when Redis does not answer, this process' own count does.
 */
export class RedisThrottleCounter implements ThrottleCounter {
  private readonly local = new WindowCounter();
  private pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly connection: Redis,
    private readonly keys: Pick<RedisKeys, 'throttle'>,
    private readonly clock: Clock,
  ) {}

  async add(key: string, amount: number, windowMs: number): Promise<ThrottleCount> {
    const now = this.clock.now();
    const id = boundedKey(key);
    const own = this.local.add(id, amount, windowMs, now);
    if (this.connection.status !== 'ready' || this.clock.monotonic() < this.pausedUntil) return own;
    try {
      const everyone = await this.count(
        this.keys.throttle(id, windowMs, Math.floor(now / windowMs)),
        amount,
        windowMs,
      );
      // Redis may have lost its counters within the window.
      return { count: Math.max(own.count, everyone), resetMs: own.resetMs };
    } catch {
      this.pausedUntil = this.clock.monotonic() + PAUSE_MS;
      return own;
    }
  }

  private async count(key: string, amount: number, windowMs: number): Promise<number> {
    if (amount === 0) return Number((await this.connection.get(key)) ?? 0);
    const pipeline = this.connection.pipeline().incrby(key, amount).pexpire(key, windowMs);
    const [count] = replies(await pipeline.exec());
    return Number(count);
  }
}
