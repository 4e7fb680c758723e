const TICK_MS = 5;
const PER_TICK = 8;
const MAX_HELD = 2_000;

/**
 * Spreads refusals over time. Whoever is refused at once asks again at once: hundreds of such callers would fill every
 * turn of the event loop with refusals, and everybody else would wait behind them. Single refusals are not delayed; a
 * crowd gets 1,600 a second, a few in each turn.
 */
export class RefusalPacer {
  private readonly held: (() => void)[] = [];
  private allowance = PER_TICK;
  private timer: NodeJS.Timeout | undefined;

  /** Resolves when it is time to refuse. With too many held already that is now: memory is bounded. */
  turn(): Promise<void> {
    this.arm();
    if (this.allowance > 0 && this.held.length === 0) {
      this.allowance -= 1;
      return Promise.resolve();
    }
    if (this.held.length >= MAX_HELD) return Promise.resolve();
    return new Promise((resolve) => this.held.push(resolve));
  }

  private arm(): void {
    this.timer ??= setTimeout(() => this.tick(), TICK_MS);
  }

  private tick(): void {
    this.timer = undefined;
    const released = this.held.splice(0, PER_TICK);
    this.allowance = PER_TICK - released.length;
    if (released.length > 0) this.arm();
    for (const resolve of released) resolve();
  }
}
