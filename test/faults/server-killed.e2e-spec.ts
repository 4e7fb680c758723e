import { setTimeout as pause } from 'node:timers/promises';
import { ensureBuilt } from '../processes/support/built.js';
import { eventually } from '../shared-state/support/eventually.js';
import { AdminHistory } from './support/admin-history.js';
import { administerUntilItEnds } from './support/admin-load.js';
import { FaultLab } from './support/fault-lab.js';
import { History } from './support/history.js';
import { report } from './support/report.js';
import { KILLS, runs, TEST_TIMEOUT_MS } from './support/settings.js';
import { Traffic } from './support/traffic.js';

/** So many revocations are acknowledged first; then it is a matter of milliseconds, others in each run. */
const acknowledgedBefore = (run: number): number => 5 + (run % 7);
const momentOf = (run: number): number => (run * 37) % 50;

beforeAll(ensureBuilt, 120_000);

describe('F15: a server is killed while it creates, revokes and deletes', () => {
  let lab: FaultLab;
  beforeAll(async () => {
    lab = await FaultLab.start();
  }, 60_000);
  afterAll(() => lab?.stop());

  it.each(runs(KILLS))(
    'and leaves nothing half done and nothing acknowledged undone (run %i)',
    async (run) => {
      const victim = await lab.startServer('fastify');
      const admin = new AdminHistory(lab.postgres);
      const load = administerUntilItEnds(victim, admin);
      const busy = (): boolean => admin.revoked.length >= acknowledgedBefore(run);
      expect(await eventually(busy, true, 20_000)).toBe(true);
      await pause(momentOf(run));
      await victim.kill();
      await load;
      const restarted = await lab.startServer('fastify');

      const history = new History();
      const traffic = new Traffic([...lab.servers, restarted], history);
      try {
        for (const token of admin.revoked) {
          history.add({
            kind: 'revoke',
            server: 0,
            jti: token.jti,
            status: 204,
            retryAfter: false,
            calledAt: 0,
            returnedAt: 0,
          });
          for (let server = 0; server < traffic.serverCount; server += 1) await traffic.guard(server, token);
        }
        report('F15 server killed', history, { p99: 0 });
        expect(history.violations).toEqual([]);
        expect(await admin.violations()).toEqual([]);
        expect(lab.servers.every(({ running }) => running)).toBe(true);
        expect((await restarted.token(await restarted.register())).status).toBe(200);
      } finally {
        traffic.close();
        await restarted.kill();
      }
    },
    TEST_TIMEOUT_MS,
  );
});
