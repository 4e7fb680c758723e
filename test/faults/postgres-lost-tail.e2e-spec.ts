import { ensureBuilt } from '../processes/support/built.js';
import { eventually } from '../shared-state/support/eventually.js';
import { PostgresServer } from '../support/postgres-server.js';
import { until } from '../support/redis-topology.js';
import { FaultLab } from './support/fault-lab.js';
import { LostHistory } from './support/lost-history.js';
import { RECOVERY_PATIENCE_MS, runsOf, TEST_TIMEOUT_MS } from './support/settings.js';
import { underFault } from './support/under-fault.js';

/** Revocations of the load that the standby never hears of. */
const LOST_REVOCATIONS = 5;

beforeAll(ensureBuilt, 120_000);

describe('F19: an asynchronous standby of Postgres takes over without the last commits', () => {
  let lab: FaultLab;
  let primary: PostgresServer;
  const standbys: PostgresServer[] = [];
  beforeAll(async () => {
    lab = await FaultLab.start({ proxied: true });
    primary = lab.postgres;
  }, 60_000);
  afterAll(async () => {
    for (const standby of standbys) await standby.stop();
    await lab?.stop();
  });

  /** Everything that was committed so far is on the standby, and nothing from here on. */
  const holdBack = async (standby: PostgresServer): Promise<void> => {
    const [now] = await primary.query<{ lsn: string }>('SELECT pg_current_wal_lsn()::text AS lsn');
    await until('the standby has caught up', async () => {
      const rows = await standby.query('SELECT 1 WHERE pg_last_wal_replay_lsn() >= $1::pg_lsn', [now?.lsn]);
      return rows.length === 1;
    });
    standby.freeze();
    await primary.query('SELECT pg_terminate_backend(pid) FROM pg_stat_replication');
  };
  const storedAt = async (postgres: PostgresServer): Promise<Set<string>> => {
    const rows = await postgres.query<{ id: string }>("SELECT id FROM m2m_revocations WHERE kind = 'jti'");
    return new Set(rows.map(({ id }) => id));
  };

  it.each(runsOf('F19'))(
    'and a new timeline begins: what was ended stays so, what is good is accepted (run %i)',
    async (run) => {
      const former = primary;
      const standby = await PostgresServer.startStandbyOf(former);
      standbys.push(standby);
      // The address leads to the standby while it only reads, or once it writes.
      const readsFirst = run % 2 === 0;
      let lost: LostHistory | undefined;
      let survived = new Set<string>();
      const { history } = await underFault(lab, {
        name: 'F19 Postgres loses its tail',
        inject: async ({ network }, { history: asked }) => {
          lost = await LostHistory.begin(lab.servers, former);
          await holdBack(standby);
          const before = asked.acknowledgements;
          await lost.append();
          await until('the tail is long', async () => asked.acknowledgements >= before + LOST_REVOCATIONS);
          await former.kill();
          // From here on the next run has to begin with this one, also when the rest of this run fails.
          primary = standby;
          standby.thaw();
          if (readsFirst) network.postgres.redirect(standby);
        },
        mend: async ({ network }) => {
          survived = await storedAt(standby);
          await standby.query('SELECT pg_promote()');
          if (!readsFirst) network.postgres.redirect(standby);
        },
        recovered: async () => (await lost?.problems())?.length === 0,
      });
      await former.stop();

      // Or the standby has lost nothing.
      const missing = history.acknowledgedTokens.filter((jti) => !survived.has(jti));
      expect(missing.length).toBeGreaterThanOrEqual(LOST_REVOCATIONS);
      const stored = await storedAt(standby);
      expect(history.acknowledgedTokens.filter((jti) => !stored.has(jti))).toEqual([]);
      await lost?.goOn();
      expect(await lost?.acceptedTokens()).toEqual([]);
      expect(await eventually(async () => (await lost?.problems())?.length, 0, RECOVERY_PATIENCE_MS)).toBe(0);
      expect(await lost?.told(standby)).toEqual({ events: 1, lines: 1 });
    },
    TEST_TIMEOUT_MS,
  );
});
