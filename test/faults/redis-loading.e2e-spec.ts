import type { ChainableCommander } from 'ioredis';
import { ensureBuilt } from '../processes/support/built.js';
import { eventually } from '../shared-state/support/eventually.js';
import { until } from '../support/redis-topology.js';
import { FaultLab } from './support/fault-lab.js';
import { FAULT_MS, FEW, runsOf, TEST_TIMEOUT_MS } from './support/settings.js';
import { share, underFault } from './support/under-fault.js';

/** Keys that have nothing to do with us and take their time to be loaded. */
const KEYS = 2_000;
/** Acknowledged after the snapshot was taken, and so not in it. */
const MISSING = 5;
/** Answers between two keys, where Redis would else answer every two megabytes. */
const TALKATIVE = ['--loading-process-events-interval-bytes', '1024'];

beforeAll(ensureBuilt, 120_000);

describe('F3: Redis loads its data', () => {
  let lab: FaultLab;
  beforeAll(async () => {
    lab = await FaultLab.start({ redis: TALKATIVE });
    const filling: ChainableCommander = lab.redis.client.pipeline();
    for (let key = 0; key < KEYS; key += 1) filling.set(`filler:${key}`, 'x'.repeat(100));
    await filling.exec();
  }, 60_000);
  afterAll(() => lab?.stop());

  it.each(runsOf('F3'))(
    'which is an outage, and an older snapshot does not forget what was acknowledged after it (run %i)',
    async () => {
      let told: unknown;
      const { during } = await underFault(lab, {
        name: 'F3 Redis loading an old snapshot',
        inject: async ({ redis }, { history }) => {
          await redis.client.save();
          const enough = history.acknowledgements + MISSING;
          expect(await eventually(() => history.acknowledgements >= enough, true)).toBe(true);
          await redis.kill();
          const delay = Math.ceil((FAULT_MS * 1_000) / KEYS);
          redis.launch(...TALKATIVE, '--key-load-delay', String(delay));
          const stranger = redis.client.duplicate({ enableReadyCheck: false, retryStrategy: () => 20 });
          stranger.on('error', () => undefined);
          await until('it answers that it loads', async () => {
            told = await stranger.get('any').catch((error: Error) => error.message);
            return String(told).startsWith('LOADING');
          });
          stranger.disconnect();
        },
        mend: async ({ redis }) => void (await redis.client.ping()),
      });

      expect(told).toMatch(/^LOADING /);
      expect(share(during, 'issue', 200)).toBe(1);
      expect(share(during, 'guard', 503)).toBeLessThan(FEW);
      expect(share(during, 'revoke', 503)).toBeGreaterThan(0.5);
    },
    TEST_TIMEOUT_MS,
  );
});
