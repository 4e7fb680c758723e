import type { Client } from 'pg';
import { ensureBuilt } from '../processes/support/built.js';
import { eventually } from '../shared-state/support/eventually.js';
import { FaultLab } from './support/fault-lab.js';
import { runsOf, TEST_TIMEOUT_MS } from './support/settings.js';
import { share, underFault } from './support/under-fault.js';

/** Of each server, and so what two of them may have open together. */
const POOL = 10;

/** Enough beside each other to wait for every connection of both pools. */
const CROWD = { live: 30, revoked: 6 };

beforeAll(ensureBuilt, 120_000);

describe('Postgres breaks under load', () => {
  let lab: FaultLab;
  beforeAll(async () => {
    lab = await FaultLab.start();
  }, 60_000);
  afterAll(() => lab?.stop());

  const busy = async (): Promise<number> =>
    (
      await lab.postgres.query(
        `SELECT 1 FROM pg_stat_activity WHERE application_name = 'm2m-auth-server' AND state <> 'idle'`,
      )
    ).length;
  const open = async (): Promise<number> =>
    (await lab.postgres.query(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'm2m-auth-server'`))
      .length;

  it.each(runsOf('F9'))(
    'F9: killed and restarted, it costs 503 and nothing that was acknowledged (run %i)',
    async () => {
      const { during } = await underFault(lab, {
        name: 'F9 Postgres killed',
        inject: ({ postgres }) => postgres.kill(),
        mend: ({ postgres }) => postgres.boot(),
      });

      // Nothing is written down that could be acknowledged; Redis goes on knowing what is revoked.
      expect(share(during, 'revoke', 503)).toBeGreaterThan(0.5);
      expect(share(during, 'guard', 401)).toBeGreaterThan(0.1);
    },
    TEST_TIMEOUT_MS,
  );

  it.each(runsOf('F10'))(
    'F10: frozen and thawed, it holds no request for long and no connection for ever (run %i)',
    async () => {
      const { during } = await underFault(lab, {
        name: 'F10 Postgres frozen',
        inject: async ({ postgres }) => postgres.freeze(),
        mend: async ({ postgres }) => postgres.thaw(),
      });

      expect(share(during, 'guard', 401)).toBeGreaterThan(0.1);
      expect(await open()).toBeLessThanOrEqual(lab.servers.length * POOL);
      expect(await eventually(busy, 0)).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );

  describe('F12: every connection of the pools waits', () => {
    let blocker: Client | undefined;
    afterEach(() => blocker?.end());

    it.each(runsOf('F12'))(
      'answers 503 in time, and routes without the database as ever (run %i)',
      async () => {
        const { during } = await underFault(lab, {
          name: 'F12 pools exhausted',
          shape: CROWD,
          inject: async ({ postgres }) => {
            blocker = await postgres.connect();
            await blocker.query('BEGIN');
            await blocker.query(
              'LOCK TABLE reports, oauth_clients, oauth_client_secrets, m2m_revocations, m2m_counter',
            );
          },
          mend: async () => void (await blocker?.query('ROLLBACK')),
        });

        const refused = during.filter(({ kind, status }) => kind === 'guard' && status === 503);
        expect(refused.length).toBeGreaterThan(lab.servers.length * POOL);
        expect(share(during, 'guard', 401)).toBeGreaterThan(0.1);
        expect(share(during, 'open', 200)).toBe(1);
        expect(await open()).toBeLessThanOrEqual(lab.servers.length * POOL);
        expect(await eventually(busy, 0)).toBe(0);
      },
      TEST_TIMEOUT_MS,
    );
  });
});
