/** Time, as a port, so that expiry can be tested without waiting. */
export interface Clock {
  /** Wall-clock milliseconds since the Unix epoch. Only for what is written into tokens and rows. */
  now(): number;
  /** Milliseconds of a clock that never jumps. For time-outs, ages of caches and throttle windows. */
  monotonic(): number;
}

/** DI token of the {@link Clock}. */
export const CLOCK = Symbol.for('nestjs-m2m-auth/clock');
