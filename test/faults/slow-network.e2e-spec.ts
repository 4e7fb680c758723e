import { ensureBuilt } from '../processes/support/built.js';
import { eventually } from '../shared-state/support/eventually.js';
import type { TcpProxy } from '../support/tcp-proxy.js';
import { FaultLab } from './support/fault-lab.js';
import type { Operation } from './support/operation.js';
import { FEW, runsOf, TEST_TIMEOUT_MS } from './support/settings.js';
import { share, underFault } from './support/under-fault.js';

type Store = 'redis' | 'postgres';

interface Trouble {
  readonly what: string;
  /** Which of the two networks it befalls. */
  readonly stores: readonly Store[];
  readonly begin: (network: TcpProxy) => void;
  readonly opensBreakers: boolean;
  readonly expected: (during: readonly Operation[]) => void;
}

const BOTH = ['redis', 'postgres'] as const;
/** One in a hundred. */
const RESET_EVERY = 100;

const everythingWorks = (during: readonly Operation[]): void => {
  for (const kind of ['issue', 'guard', 'revoke'] as const) expect(share(during, kind, 503)).toBe(0);
};

/** Too late for guards, who ask the database; in time for a revocation, which has twice as long. */
const redisIsLate = (during: readonly Operation[]): void => {
  for (const kind of ['issue', 'guard'] as const) expect(share(during, kind, 503)).toBeLessThan(FEW);
};

/** The database answers in Redis' place, and no revocation is acknowledged that other guards could not know. */
const redisIsOut = (during: readonly Operation[]): void => {
  expect(share(during, 'issue', 200)).toBe(1);
  expect(share(during, 'guard', 503)).toBeLessThan(FEW);
  expect(share(during, 'revoke', 503)).toBeGreaterThan(0);
};

/** Few revocations are asked for in so short a time, and the first may have begun before. */
const postgresIsOut = (during: readonly Operation[]): void => {
  expect(share(during, 'guard', 401)).toBeGreaterThan(0.1);
  expect(share(during, 'revoke', 503)).toBeGreaterThan(0);
};

const nobodyCanTell = (during: readonly Operation[]): void => {
  expect(share(during, 'guard', 503)).toBeGreaterThan(0.8);
  expect(share(during, 'revoke', 503)).toBeGreaterThan(0);
};

const mostlyWorks = (during: readonly Operation[]): void => {
  expect(share(during, 'issue', 200)).toBeGreaterThan(0.9);
  expect(share(during, 'guard', 503)).toBeLessThan(Math.max(0.2, FEW));
};

const slow = (
  stores: readonly Store[],
  ms: number,
  expected: Trouble['expected'],
  opensBreakers = true,
): Trouble => ({
  what: `${stores.join(' and ')} ${ms} ms away`,
  stores,
  begin: (network) => network.delay({ ms, jitterMs: ms / 5 }),
  opensBreakers,
  expected,
});

const halfOpen = (stores: readonly Store[], expected: Trouble['expected']): Trouble => ({
  what: `${stores.join(' and ')} half open`,
  stores,
  begin: (network) => network.fallSilent(),
  opensBreakers: true,
  expected,
});

/** The first of these say most; each further run takes the next. */
const TROUBLES: readonly Trouble[] = [
  halfOpen(BOTH, nobodyCanTell),
  slow(['postgres'], 1_000, postgresIsOut),
  {
    what: 'one packet in a hundred resets its connection',
    stores: BOTH,
    begin: (network) => network.resetEvery(RESET_EVERY),
    opensBreakers: false,
    expected: mostlyWorks,
  },
  slow(['redis'], 200, redisIsLate),
  slow(BOTH, 50, everythingWorks, false),
  halfOpen(['postgres'], postgresIsOut),
  halfOpen(['redis'], redisIsOut),
  slow(['postgres'], 200, everythingWorks, false),
  slow(['redis'], 1_000, redisIsOut),
  slow(BOTH, 200, redisIsLate, false),
  slow(BOTH, 1_000, nobodyCanTell),
  slow(BOTH, 0, everythingWorks, false),
];

const cases = runsOf('F8').flatMap((run) => {
  const trouble = TROUBLES[(run - 1) % TROUBLES.length];
  return trouble === undefined ? [] : [[trouble.what, run, trouble] as const];
});

beforeAll(ensureBuilt, 120_000);

describe('F8: the network between the servers and their stores is bad', () => {
  let lab: FaultLab;
  beforeAll(async () => {
    lab = await FaultLab.start({ proxied: true });
  }, 60_000);
  afterAll(() => lab?.stop());

  const busy = async (): Promise<number> =>
    (
      await lab.postgres.query(
        `SELECT 1 FROM pg_stat_activity WHERE application_name = 'm2m-auth-server' AND state <> 'idle'`,
      )
    ).length;

  it.each(cases)(
    '%s: every wait has its end (run %i)',
    async (what, _run, { stores, begin, opensBreakers, expected }) => {
      const { during } = await underFault(lab, {
        name: `F8 ${what}`,
        opensBreakers,
        inject: async ({ network }) => stores.forEach((store) => begin(network[store])),
        mend: async ({ network }) => stores.forEach((store) => network[store].heal()),
      });

      expected(during);
      expect(await eventually(busy, 0)).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );
});
