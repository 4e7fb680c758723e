import type { ThrottleCount } from './throttle-counter.js';

interface Entry {
  window: number;
  count: number;
}

const MAX_ENTRIES = 50_000;

/**
 * Fixed-window counters of this process. Expired entries need no timer: a later window overwrites them, and the
 * least recently used entry goes when the map is full.
 */
export class WindowCounter {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly maxEntries = MAX_ENTRIES) {}

  /**
   * @param now milliseconds of the clock that numbers the windows.
   * @param amount 0 only looks, and stores nothing.
   */
  add(key: string, amount: number, windowMs: number, now: number): ThrottleCount {
    const window = Math.floor(now / windowMs);
    const resetMs = (window + 1) * windowMs - now;
    const id = `${windowMs}:${key}`;
    const entry = this.entries.get(id);
    const count = (entry?.window === window ? entry.count : 0) + amount;
    if (amount === 0) return { count, resetMs };
    this.entries.delete(id);
    this.entries.set(id, { window, count });
    this.evict();
    return { count, resetMs };
  }

  get size(): number {
    return this.entries.size;
  }

  private evict(): void {
    if (this.entries.size <= this.maxEntries) return;
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
  }
}
