import { join } from 'node:path';
import { seedEmbeddedDatabase } from '../e2e/support/embedded-template.js';
import { ensureBuilt } from '../processes/support/built.js';
import { ServerProcess, temporaryFolders } from '../processes/support/server-process.js';
import { ClientLives } from './support/client-lives.js';
import { readRemains } from './support/embedded-remains.js';
import { FaultLab } from './support/fault-lab.js';
import { KillMoment, type LifeOperation } from './support/kill-moment.js';
import { lifeGoesOnAt } from './support/life-goes-on.js';
import { carriedOut, violationsIn, type Tables } from './support/life-in-tables.js';
import { LifeOverHttp } from './support/life-over-http.js';
import { reportLife } from './support/report-life.js';
import { rotating } from './support/rotating.js';
import { seededRandom } from './support/seeded-random.js';
import { runsOf, SEED, TEST_TIMEOUT_MS } from './support/settings.js';

/** Whatever the victim held must have been let go by then. */
const LOCK_LIMIT_MS = 10_000;

beforeAll(async () => {
  process.stdout.write(`F15: M2M_FAULT_SEED=${SEED} aims at the same moments again\n`);
  await ensureBuilt();
}, 120_000);

interface Killed {
  readonly lives: ClientLives;
  readonly aimedAt: LifeOperation;
  readonly at: number;
}

/** Lets clients live at a server, and kills it within one of its operations. */
const killWithin = async (victim: ServerProcess, random: () => number): Promise<Killed> => {
  const moment = new KillMoment(random);
  const lives = new ClientLives(victim, moment);
  const lived = lives.untilItEnds();
  const early = lived.then(() => Promise.reject(new Error(lives.wrong.join('; ') || 'nothing was killed')));
  const aimedAt = await Promise.race([moment.reached, early]);
  early.catch(() => undefined);
  const at = performance.now();
  await victim.kill();
  await lived;
  return { lives, aimedAt, at };
};

const lookAt = async (
  tables: Tables,
  lives: ClientLives,
): Promise<{ violations: string[]; audit: ReadonlySet<string> }> => ({
  violations: await violationsIn(tables, lives),
  audit: await carriedOut(tables, lives),
});

describe('F15: a server is killed within the creation, rotation and deletion of clients, on Postgres and Redis', () => {
  const random = seededRandom(SEED);
  let lab: FaultLab;
  let victim: ServerProcess;
  /** Every second one rotates its keys at once, as often as it is asked to; and the platforms take turns. */
  const startVictim = (run: number): Promise<ServerProcess> =>
    lab.startServer(run % 4 < 2 ? 'fastify' : 'express', run % 2 === 0 ? rotating(0) : {});
  beforeAll(async () => {
    lab = await FaultLab.start({ servers: 2 });
    victim = lab.server(1);
  }, 60_000);
  afterAll(async () => {
    await victim?.kill();
    await lab?.stop();
  });

  it.each(runsOf('F15-life'))(
    'no secret is without its audit event, and no client half made (kill %i)',
    async (run) => {
      const bystander = lab.server(0);
      const { lives, aimedAt, at } = await killWithin(victim, random);
      // Waits for the locks that the victim may have held.
      const wrong = await lifeGoesOnAt(bystander);
      const tookMs = performance.now() - at;
      victim = await startVictim(run + 1);
      wrong.push(...lives.wrong, ...(await lifeGoesOnAt(victim)));

      const { violations, audit } = await lookAt(lab.postgres, lives);
      const http = new LifeOverHttp([victim, bystander], audit);
      await http.check(lives);

      violations.push(...http.violations);
      reportLife('F15 client life', { lives, aimedAt, http, violations, wrong, tookMs });
      expect(violations).toEqual([]);
      expect(wrong).toEqual([]);
      expect(tookMs).toBeLessThanOrEqual(LOCK_LIMIT_MS);
    },
    TEST_TIMEOUT_MS,
  );
});

describe('F15: a server is killed within the creation, rotation and deletion of clients, on its embedded database', () => {
  const random = seededRandom(SEED + 1);
  const folder = temporaryFolders();
  let DATA_DIR: string;
  let victim: ServerProcess;
  const startVictim = (): Promise<ServerProcess> => ServerProcess.start({ DATA_DIR });
  beforeAll(async () => {
    DATA_DIR = join(await folder(), 'data');
    await seedEmbeddedDatabase(DATA_DIR);
    victim = await startVictim();
  }, 60_000);
  afterAll(() => victim?.kill());

  it.each(runsOf('F15-embedded'))(
    'no secret is without its audit event, and no client half made (kill %i)',
    async () => {
      const { lives, aimedAt } = await killWithin(victim, random);
      const { violations, audit } = await readRemains(DATA_DIR, (tables) => lookAt(tables, lives));
      victim = await startVictim();
      const listening = performance.now();
      const wrong = [...lives.wrong, ...(await lifeGoesOnAt(victim))];
      const tookMs = performance.now() - listening;

      const http = new LifeOverHttp([victim], audit);
      await http.check(lives);

      violations.push(...http.violations);
      reportLife('F15 client life, embedded', { lives, aimedAt, http, violations, wrong, tookMs });
      expect(violations).toEqual([]);
      expect(wrong).toEqual([]);
      expect(tookMs).toBeLessThanOrEqual(LOCK_LIMIT_MS);
    },
    TEST_TIMEOUT_MS,
  );
});
