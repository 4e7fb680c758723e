import type { Clock } from '../../../libs/m2m-auth/src/oauth/ports/clock.js';

/** Both clocks in the test's hand. */
export class FakeClock implements Clock {
  constructor(private ms = Date.UTC(2026, 0, 1)) {}

  now(): number {
    return this.ms;
  }

  monotonic(): number {
    return this.ms;
  }

  advance(ms: number): void {
    this.ms += ms;
  }
}
