import type { Clock } from '../../oauth/ports/clock.js';
import type { ThrottleCount, ThrottleCounter } from '../../domain/throttling/throttle-counter.js';
import { boundedKey } from '../../domain/throttling/throttle-key.js';
import { WindowCounter } from '../../domain/throttling/window-counter.js';

/** Counts in this process alone, in windows of the clock that never jumps. */
export class MemoryThrottleCounter implements ThrottleCounter {
  private readonly counter = new WindowCounter();

  constructor(private readonly clock: Clock) {}

  add(key: string, amount: number, windowMs: number): Promise<ThrottleCount> {
    return Promise.resolve(this.counter.add(boundedKey(key), amount, windowMs, this.clock.monotonic()));
  }
}
