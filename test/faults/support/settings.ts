const whole = (name: string, fallback: number): number => {
  const value = Number(process.env[name] ?? fallback);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} must be a whole number above 0.`);
  return value;
};

/** How often each fault is made. */
export const RUNS = whole('M2M_FAULT_RUNS', 1);

/** How long a dependency is away, in milliseconds. */
export const FAULT_MS = whole('M2M_FAULT_MS', 3_000);

/** How often a server is killed at some point of what it does. */
export const KILLS = whole('M2M_FAULT_KILLS', 2);

/** How often a server is told to stop under load. */
export const STOPS = whole('M2M_FAULT_STOPS', 2);

/** For `it.each`: the number of each run, from 1. */
export const runs = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** What a fault and everything around it may take. */
export const TEST_TIMEOUT_MS = FAULT_MS + 40_000;

/** The promise is 1 s at the 99th percentile; what is asserted leaves a busy machine with few cores some air. */
export const REQUEST_LIMIT_MS = 2_000;

/** From the return of the dependency to service as before. */
export const RECOVERY_LIMIT_MS = 5_000;
