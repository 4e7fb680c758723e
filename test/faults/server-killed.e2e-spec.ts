import { setTimeout as pause } from 'node:timers/promises';
import { ensureBuilt } from '../processes/support/built.js';
import { call } from '../server/support/api.js';
import { eventually } from '../shared-state/support/eventually.js';
import { AdminHistory } from './support/admin-history.js';
import { administerUntilItEnds } from './support/admin-load.js';
import { FaultLab } from './support/fault-lab.js';
import { History } from './support/history.js';
import { report } from './support/report.js';
import { rotating } from './support/rotating.js';
import { runsOf, TEST_TIMEOUT_MS } from './support/settings.js';
import { Traffic } from './support/traffic.js';

/** So many revocations are acknowledged first; then it is a matter of milliseconds, others in each run. */
const acknowledgedBefore = (run: number): number => 5 + (run % 7);
const momentOf = (run: number): number => (run * 37) % 50;
/** Every second victim is one whose keys rotate at once, as often as it is asked to. */
const rotatesAtOnce = (run: number): boolean => run % 2 === 0;
/** Whatever the victim held must have been let go by then. */
const LOCK_LIMIT_MS = 10_000;

beforeAll(ensureBuilt, 120_000);

describe('F15: a server is killed while it creates, revokes, deletes and rotates', () => {
  let lab: FaultLab;
  beforeAll(async () => {
    lab = await FaultLab.start();
  }, 60_000);
  afterAll(() => lab?.stop());

  it.each(runsOf('F15'))(
    'and leaves nothing half done and nothing acknowledged undone (run %i)',
    async (run) => {
      const rotates = rotatesAtOnce(run);
      const kind = rotates ? rotating(0) : {};
      const victim = await lab.startServer('fastify', kind);
      const admin = new AdminHistory(lab.postgres);
      const load = administerUntilItEnds(victim, admin, { rotates });
      const busy = (): boolean =>
        admin.revoked.length >= acknowledgedBefore(run) && (!rotates || admin.rotated.length > 1);
      expect(await eventually(busy, true, 20_000)).toBe(true);
      await pause(momentOf(run));
      await victim.kill();
      await load;
      const killedAt = performance.now();
      const restarted = await lab.startServer('fastify', kind);

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
        // Both wait for the locks that the victim may have held.
        const rotation = rotates && (await call(restarted, 'POST', '/signing-keys/rotate', {}));
        const client = await restarted.register();
        const took = performance.now() - killedAt;
        report('F15 server killed', history, { recovery: took });
        if (rotation) expect(rotation).toMatchObject({ status: 200, body: { state: 'active' } });
        expect(took).toBeLessThanOrEqual(LOCK_LIMIT_MS);
        expect(history.violations).toEqual([]);
        expect(await admin.violations()).toEqual([]);
        expect(lab.servers.every(({ running }) => running)).toBe(true);
        expect((await restarted.token(client)).status).toBe(200);
      } finally {
        traffic.close();
        await restarted.kill();
      }
    },
    TEST_TIMEOUT_MS,
  );
});
