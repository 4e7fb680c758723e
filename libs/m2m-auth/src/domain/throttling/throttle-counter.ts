/** Counts events in fixed windows, for throttling. Memory of any implementation is bounded. */
export interface ThrottleCounter {
  /**
   * Adds `amount` (0: only look) to the counter of `key` in the window it is in now.
   * Never throws: when the shared store does not answer in time, the local counter of this process does.
   *
   * @param windowMs length of the window in milliseconds.
   */
  add(key: string, amount: number, windowMs: number): Promise<ThrottleCount>;
}

export interface ThrottleCount {
  readonly count: number;
  /** Milliseconds until the window ends. */
  readonly resetMs: number;
}
