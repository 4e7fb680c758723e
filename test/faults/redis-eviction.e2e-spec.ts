import { ensureBuilt } from '../processes/support/built.js';
import { eventually } from '../shared-state/support/eventually.js';
import { FaultLab } from './support/fault-lab.js';
import { FEW, runsOf, TEST_TIMEOUT_MS } from './support/settings.js';
import { share, underFault } from './support/under-fault.js';

const POLICY = 'allkeys-random';
/** So few and so large that every key of ours is soon among those that have to go. */
const FILLERS = 12;
const FILLER = 'x'.repeat(1024 * 1024);
const LIMIT = 6 * FILLER.length;

beforeAll(ensureBuilt, 120_000);

describe('F5: Redis may evict what it holds', () => {
  let lab: FaultLab;
  beforeAll(async () => {
    lab = await FaultLab.start({ redis: ['--maxmemory-policy', POLICY] });
  }, 60_000);
  afterAll(() => lab?.stop());

  it('of which every server warns at its start, by name', () => {
    for (const { log } of lab.servers) {
      const warnings = log.split('\n').filter((line) => line.includes(`maxmemory-policy ${POLICY}`));
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain('set maxmemory-policy noeviction');
    }
  });

  it.each(runsOf('F5'))(
    'and evicts all of it again and again, and what was revoked stays refused (run %i)',
    async () => {
      let evictions = 0;
      let filling: Promise<void> | undefined;
      let going = true;
      const fill = async (): Promise<void> => {
        const { client } = lab.redis;
        for (let turn = 0; going; turn += 1) {
          await client.set(`filler:${turn % FILLERS}`, FILLER);
          if ((await client.zscore('{m2m}:deny', '!')) === null) evictions += 1;
        }
      };
      const { during } = await underFault(lab, {
        name: 'F5 Redis evicting',
        inject: async ({ redis }) => {
          await redis.client.config('SET', 'maxmemory', String(LIMIT));
          filling = fill();
          expect(await eventually(() => evictions > 0, true)).toBe(true);
        },
        mend: async ({ redis }) => {
          going = false;
          await filling;
          await redis.client.config('SET', 'maxmemory', '0');
        },
      });

      expect(evictions).toBeGreaterThan(10);
      expect(share(during, 'issue', 200)).toBe(1);
      expect(share(during, 'guard', 503)).toBeLessThan(FEW);
    },
    TEST_TIMEOUT_MS,
  );
});
