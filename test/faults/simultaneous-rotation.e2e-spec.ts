import { setTimeout as pause } from 'node:timers/promises';
import { ensureBuilt } from '../processes/support/built.js';
import { call } from '../server/support/api.js';
import { FaultLab } from './support/fault-lab.js';
import { KeyWatch } from './support/key-watch.js';
import { rotating } from './support/rotating.js';
import { FAULT_MS, runsOf, TEST_TIMEOUT_MS } from './support/settings.js';

const PROCESSES = 4;
/** In seconds. */
const PUBLISH_AHEAD = 1;
/** Of each process in each round, so that calls also meet within it. */
const CALLS = 2;

const ASKED_FOR_ANOTHER =
  "SELECT kid FROM m2m_signing_keys WHERE state = 'pending' AND activates_at IS NOT NULL";

interface Rotation {
  readonly kid: string;
  readonly state: string;
}

beforeAll(ensureBuilt, 120_000);

describe(`F16: ${PROCESSES} processes rotate at the same instant, again and again`, () => {
  let lab: FaultLab;
  beforeAll(async () => {
    lab = await FaultLab.start({ servers: PROCESSES, ...rotating(PUBLISH_AHEAD) });
  }, 60_000);
  afterAll(() => lab?.stop());

  const states = async (): Promise<Record<string, number>> => {
    const rows = await lab.postgres.query<{ state: string; n: number }>(
      'SELECT state, count(*)::int AS n FROM m2m_signing_keys GROUP BY state',
    );
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  };

  it.each(runsOf('F16'))(
    'for one new key each time, and nobody refuses a token or lacks its key (run %i)',
    async () => {
      const watch = await KeyWatch.start(lab);
      const { retiring: before = 0 } = await states();
      const until = performance.now() + FAULT_MS;
      let rounds = 0;
      try {
        for (; performance.now() < until || rounds < 2; rounds += 1) {
          // A key that has been published long enough takes over at once, a younger one when it has.
          if (rounds % 2 === 0) await pause(PUBLISH_AHEAD * 1_000);
          const replacing = await watch.activeKid();
          const asked = lab.servers.flatMap((server) => Array<typeof server>(CALLS).fill(server));
          const answers = await Promise.all(
            asked.map((server) => call<Rotation>(server, 'POST', '/signing-keys/rotate', { replacing })),
          );
          expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
          const [next, ...others] = new Set(answers.map(({ body }) => body.kid));
          expect(others).toEqual([]);
          expect(await watch.signsEverywhere(String(next))).toBe(true);
          expect(await lab.postgres.query(ASKED_FOR_ANOTHER)).toEqual([]);
          expect(await states()).toMatchObject({ active: 1, pending: 1, retiring: before + rounds + 1 });
        }
      } finally {
        await watch.stop();
      }
      watch.report('F16 simultaneous rotations');
      expect(watch.problems).toEqual([]);
      expect(watch.kids).toBeGreaterThan(rounds);
    },
    TEST_TIMEOUT_MS,
  );
});
