import { randomInt } from 'node:crypto';

/** The faults of this suite, named as in its summary. */
export type FaultId =
  | 'F1'
  | 'F2'
  | 'F3'
  | 'F4'
  | 'F5'
  | 'F6'
  | 'F7'
  | 'F8'
  | 'F9'
  | 'F10'
  | 'F11'
  | 'F12'
  | 'F14'
  | 'F15'
  | 'F15-life'
  | 'F15-embedded'
  | 'F16'
  | 'F17'
  | 'F18'
  | 'F19'
  | 'F20'
  | 'F20-memory';

const whole = (name: string, text: string | undefined, fallback: number): number => {
  const value = Number(text ?? fallback);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} must be a whole number above 0.`);
  return value;
};

/** Where once says too little: each run is another network, another moment, another platform. */
const RUNS: Partial<Record<FaultId, number>> = {
  F8: 2,
  F14: 1,
  F15: 1,
  'F15-life': 3,
  'F15-embedded': 1,
  F18: 2,
};

/** What `M2M_FAULT_RUNS` says, as in `F1=4,F8=12`; `npm run test:faults` sets it. */
const asked = new Map(
  (process.env.M2M_FAULT_RUNS ?? '')
    .split(',')
    .filter(Boolean)
    .map((entry) => entry.split('=') as [string, string]),
);

/** For `it.each`: the number of each run of a fault, from 1. */
export const runsOf = (fault: FaultId): number[] => {
  const count = whole(`M2M_FAULT_RUNS of ${fault}`, asked.get(fault), RUNS[fault] ?? 1);
  return Array.from({ length: count }, (_, index) => index + 1);
};

/** What random moments are chosen from. */
export const SEED = whole('M2M_FAULT_SEED', process.env.M2M_FAULT_SEED, randomInt(1, 2 ** 31));

/** How long a dependency is away, in milliseconds. */
export const FAULT_MS = whole('M2M_FAULT_MS', process.env.M2M_FAULT_MS, 3_000);

/** How long keys rotate all the time, in milliseconds. */
export const SOAK_MS = whole('M2M_FAULT_SOAK_MS', process.env.M2M_FAULT_SOAK_MS, 7_000);

/** What a fault and everything around it may take. */
export const TEST_TIMEOUT_MS = FAULT_MS + 40_000;

/**
 * True in `npm run test:faults`, where nothing else runs and times can be held to their limits. In `npm test` other suites
 * take the processor whenever they like: there the limits only tell a wait that is bounded from one that is not.
 */
export const TIMES_COUNT = process.env.M2M_FAULT_REPORT !== undefined;

const atMost = (ms: number): number => (TIMES_COUNT ? ms : 10 * ms);

/** No single request waits longer, whatever breaks: a transaction as a whole has three seconds, Redis' word follows. */
export const REQUEST_LIMIT_MS = {
  guard: atMost(2_000),
  issue: atMost(2_000),
  open: atMost(2_000),
  revoke: atMost(3_500),
} as const;

/** Of a hundred requests while a dependency is away, 99 are answered within this. */
export const P99_LIMIT_MS = atMost(1_000);

/** From here on, counted from the fault, every breaker before the dependency is open; in milliseconds. */
export const BREAKERS_OPEN_AFTER_MS = 1_500;

/** Of a hundred requests behind an open breaker, those that it sends to try included, 99 are answered within this. */
export const OPEN_P99_LIMIT_MS = atMost(500);

/** From the moment the dependency answers again (a promoted standby takes writes, a restored database is complete) to service as before. */
export const RECOVERY_LIMIT_MS = atMost(5_000);

/** A recovery that takes longer is none; in milliseconds. */
export const RECOVERY_PATIENCE_MS = 15_000;

/** The share of requests that may get 503 where another way to an answer is there: those that began before it was taken. */
export const FEW = TIMES_COUNT ? 0.05 : 0.5;
