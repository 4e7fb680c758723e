import { ensureBuilt } from '../processes/support/built.js';
import { eventually } from '../shared-state/support/eventually.js';
import { until } from '../support/redis-topology.js';
import { FaultLab } from './support/fault-lab.js';
import { History } from './support/history.js';
import { LostHistory } from './support/lost-history.js';
import { report } from './support/report.js';
import { RECOVERY_LIMIT_MS, RECOVERY_PATIENCE_MS, runsOf, TEST_TIMEOUT_MS } from './support/settings.js';
import { underFault } from './support/under-fault.js';

/** Revocations of the load that the backup does not know. */
const LOST_REVOCATIONS = 5;

beforeAll(ensureBuilt, 120_000);

describe('F20: a backup of Postgres is put into place beside living servers', () => {
  let lab: FaultLab;
  beforeAll(async () => {
    lab = await FaultLab.start();
  }, 60_000);
  afterAll(() => lab?.stop());

  it.each(runsOf('F20'))(
    'and a new timeline begins, which also stands when Redis is emptied (run %i)',
    async () => {
      let lost: LostHistory | undefined;
      const { history } = await underFault(lab, {
        name: 'F20 Postgres restored',
        inject: async ({ postgres, servers }, { history: asked }) => {
          lost = await LostHistory.begin(servers, postgres);
          await postgres.dump();
          const before = asked.acknowledgements;
          await lost.append();
          await until('the tail is long', async () => asked.acknowledgements >= before + LOST_REVOCATIONS);
          await postgres.dropDatabase();
        },
        mend: ({ postgres }) => postgres.restore(),
        recovered: async () => (await lost?.problems())?.length === 0,
      });

      const stored = async (): Promise<string[]> => {
        const rows = await lab.postgres.query<{ id: string }>(
          "SELECT id FROM m2m_revocations WHERE kind = 'jti'",
        );
        const known = new Set(rows.map(({ id }) => id));
        return history.acknowledgedTokens.filter((jti) => !known.has(jti));
      };
      expect(await stored()).toEqual([]);
      await lost?.goOn();
      expect(await lost?.acceptedTokens()).toEqual([]);
      expect(await eventually(async () => (await lost?.problems())?.length, 0, RECOVERY_PATIENCE_MS)).toBe(0);
      await lab.redis.client.flushdb();
      expect(await eventually(async () => (await lost?.problems())?.length, 0, RECOVERY_PATIENCE_MS)).toBe(0);
      expect(await lost?.told(lab.postgres)).toEqual({ events: 1, lines: 1 });
    },
    TEST_TIMEOUT_MS,
  );

  describe('without Redis', () => {
    let apart: FaultLab;
    beforeAll(async () => {
      apart = await FaultLab.start({ environment: { REDIS_URL: undefined } });
    }, 60_000);
    afterAll(() => apart?.stop());

    it.each(runsOf('F20-memory'))(
      'the servers tell each other through the database what they still know (run %i)',
      async () => {
        const { postgres, servers } = apart;
        const lost = await LostHistory.begin(servers, postgres);
        const settled = async (): Promise<boolean> => (await lost.problems()).length === 0;
        expect(await eventually(settled, true, RECOVERY_PATIENCE_MS)).toBe(true);
        await postgres.dump();
        await lost.append();
        await postgres.dropDatabase();
        await postgres.restore();
        const restoredAt = performance.now();
        expect(await eventually(settled, true, RECOVERY_PATIENCE_MS)).toBe(true);
        const recovery = performance.now() - restoredAt;
        report('F20 Postgres restored, without Redis', new History(), { recovery });
        expect(recovery).toBeLessThanOrEqual(RECOVERY_LIMIT_MS);
        await lost.goOn();
        await eventually(settled, true, RECOVERY_PATIENCE_MS);
        expect(await lost.problems()).toEqual([]);
        expect(await lost.told(postgres)).toEqual({ events: 1, lines: 1 });
      },
      TEST_TIMEOUT_MS,
    );
  });
});
