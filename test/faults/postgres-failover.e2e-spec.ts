import { setTimeout as pause } from 'node:timers/promises';
import { ensureBuilt } from '../processes/support/built.js';
import type { ServerProcess } from '../processes/support/server-process.js';
import { PostgresServer } from '../support/postgres-server.js';
import { until } from '../support/redis-topology.js';
import { AdminChanges } from './support/admin-changes.js';
import { FaultLab } from './support/fault-lab.js';
import { rotating } from './support/rotating.js';
import { FEW, runsOf, TEST_TIMEOUT_MS } from './support/settings.js';
import { share, underFault } from './support/under-fault.js';

/** What is acknowledged is on the standby, and can be read there. */
const SYNCHRONOUS = { synchronous_commit: 'remote_apply' };
/** The primary goes on alone for so long: what it acknowledged then, nobody else would know. */
const PARTITION_MS = 500;

beforeAll(ensureBuilt, 120_000);

describe('F11: a synchronous standby of Postgres takes over', () => {
  let lab: FaultLab;
  let rotator: ServerProcess;
  let primary: PostgresServer;
  beforeAll(async () => {
    lab = await FaultLab.start({ proxied: true, postgres: SYNCHRONOUS });
    rotator = await lab.startServer('fastify', rotating(0));
    primary = lab.postgres;
  }, 60_000);
  afterAll(async () => {
    await rotator?.kill();
    await primary?.stop();
    await lab?.stop();
  });

  /** The primary waits for it from now on. */
  const addStandby = async (): Promise<PostgresServer> => {
    const standby = await PostgresServer.startStandbyOf(primary);
    await primary.query("ALTER SYSTEM SET synchronous_standby_names = '*'");
    await primary.query('SELECT pg_reload_conf()');
    await until('the standby is in sync', async () => {
      const rows = await primary.query("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'");
      return rows.length === 1;
    });
    return standby;
  };

  it.each(runsOf('F11'))(
    'and knows every revocation, secret and rotation; until its promotion it is an outage of writes (run %i)',
    async () => {
      const standby = await addStandby();
      const changes = new AdminChanges(lab.server(0), rotator);
      const { history, during } = await underFault(lab, {
        name: 'F11 Postgres fails over',
        inject: async ({ network }) => {
          standby.freeze();
          await primary.query('SELECT pg_terminate_backend(pid) FROM pg_stat_replication');
          await pause(PARTITION_MS);
          await primary.kill();
          standby.thaw();
          network.postgres.redirect(standby);
        },
        mend: async () => {
          await expect(standby.query('CREATE TABLE anything ()')).rejects.toMatchObject({ code: '25006' });
          await standby.query('SELECT pg_promote()');
        },
      }).finally(() => changes.stop());
      await primary.stop();
      primary = standby;

      const kept = await primary.query<{ id: string }>("SELECT id FROM m2m_revocations WHERE kind = 'jti'");
      const known = new Set(kept.map(({ id }) => id));
      expect(history.acknowledgedTokens.filter((jti) => !known.has(jti))).toEqual([]);
      expect(await changes.missingFrom(primary)).toEqual([]);
      expect(changes.wrong).toEqual([]);
      expect(changes.secrets.length).toBeGreaterThan(0);
      expect(changes.kids.length).toBeGreaterThan(0);
      // Reads go on: the standby has all that was ever acknowledged.
      expect(share(during, 'guard', 503)).toBeLessThan(Math.max(0.2, FEW));
      expect(share(during, 'revoke', 503)).toBeGreaterThan(0.5);
    },
    TEST_TIMEOUT_MS,
  );
});
