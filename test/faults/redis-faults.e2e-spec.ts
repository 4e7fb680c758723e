import { ensureBuilt } from '../processes/support/built.js';
import { eventually } from '../shared-state/support/eventually.js';
import { freePort } from '../support/free-port.js';
import { FaultLab } from './support/fault-lab.js';
import { FEW, runsOf, TEST_TIMEOUT_MS } from './support/settings.js';
import { share, underFault } from './support/under-fault.js';

beforeAll(ensureBuilt, 120_000);

describe('Redis breaks under load', () => {
  let lab: FaultLab;
  beforeAll(async () => {
    lab = await FaultLab.start();
  }, 60_000);
  afterAll(() => lab?.stop());

  const projected = (): Promise<boolean> =>
    lab.redis.client.zscore('{m2m}:deny', '!').then((score) => score !== null);

  it.each(runsOf('F1'))(
    'F1: killed and back empty, it is asked nothing, and told all again (run %i)',
    async () => {
      const { during } = await underFault(lab, {
        name: 'F1 Redis killed, back empty',
        inject: ({ redis }) => redis.kill(),
        mend: ({ redis }) => redis.boot(),
      });

      // The database answers in its place, and no revocation is acknowledged that other guards could not know.
      expect(share(during, 'issue', 200)).toBe(1);
      expect(share(during, 'guard', 503)).toBeLessThan(FEW);
      expect(share(during, 'revoke', 503)).toBeGreaterThan(0.5);
      expect(await eventually(projected, true)).toBe(true);
    },
    TEST_TIMEOUT_MS,
  );

  it.each(runsOf('F2'))(
    'F2: frozen and thawed, it costs every request a bounded wait (run %i)',
    async () => {
      const { during } = await underFault(lab, {
        name: 'F2 Redis frozen',
        inject: async ({ redis }) => redis.freeze(),
        mend: async ({ redis }) => redis.thaw(),
      });

      expect(share(during, 'issue', 200)).toBe(1);
      expect(share(during, 'revoke', 503)).toBeGreaterThan(0.5);
    },
    TEST_TIMEOUT_MS,
  );

  it.each(runsOf('F4'))(
    'F4: out of memory, it acknowledges no revocation that it could not take (run %i)',
    async () => {
      const { during } = await underFault(lab, {
        name: 'F4 Redis out of memory',
        inject: async ({ redis }) => {
          await redis.client.config('SET', 'maxmemory-policy', 'noeviction');
          await redis.client.config('SET', 'maxmemory', '1');
        },
        mend: async ({ redis }) => void (await redis.client.config('SET', 'maxmemory', '0')),
      });

      expect(share(during, 'issue', 200)).toBe(1);
      expect(share(during, 'guard', 503)).toBeLessThan(FEW);
      expect(share(during, 'revoke', 503)).toBeGreaterThan(0.5);
    },
    TEST_TIMEOUT_MS,
  );

  it.each(runsOf('F7'))(
    'F7: demoted to a read-only replica, it is neither believed nor written to (run %i)',
    async () => {
      const { during } = await underFault(lab, {
        name: 'F7 Redis read-only',
        inject: async ({ redis }) => void (await redis.client.replicaof('127.0.0.1', await freePort())),
        mend: async ({ redis }) => void (await redis.client.replicaof('NO', 'ONE')),
      });

      expect(share(during, 'issue', 200)).toBe(1);
      expect(share(during, 'guard', 503)).toBeLessThan(FEW);
      expect(share(during, 'revoke', 503)).toBeGreaterThan(0.5);
    },
    TEST_TIMEOUT_MS,
  );
});
