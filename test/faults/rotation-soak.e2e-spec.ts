import { setTimeout as pause } from 'node:timers/promises';
import { ensureBuilt } from '../processes/support/built.js';
import { FaultLab } from './support/fault-lab.js';
import { KeyWatch } from './support/key-watch.js';
import { rotating } from './support/rotating.js';
import { runsOf, SOAK_MS } from './support/settings.js';

/** In seconds; tokens live for the shortest time that there is. */
const PUBLISH_AHEAD = 1;
const INTERVAL = 2;
/** A key signs for its interval and until the next pass of a loop has seen that it is over. */
const LONGEST_TURN_MS = (INTERVAL + 1.5) * 1_000;

beforeAll(ensureBuilt, 120_000);

describe('F17: keys rotate every few seconds by themselves', () => {
  let lab: FaultLab;
  beforeAll(async () => {
    lab = await FaultLab.start(rotating(PUBLISH_AHEAD, INTERVAL));
  }, 60_000);
  afterAll(() => lab?.stop());

  it.each(runsOf('F17'))(
    'and no token is refused while it lives, from the first of its key to the last (run %i)',
    async () => {
      const watch = await KeyWatch.start(lab);
      await pause(SOAK_MS);
      await watch.stop();

      watch.report('F17 short-lived keys and tokens');
      expect(watch.problems).toEqual([]);
      expect(watch.kids).toBeGreaterThanOrEqual(Math.floor(SOAK_MS / LONGEST_TURN_MS));
      const active = await lab.postgres.query("SELECT 1 FROM m2m_signing_keys WHERE state = 'active'");
      expect(active).toHaveLength(1);
    },
    SOAK_MS + 30_000,
  );
});
