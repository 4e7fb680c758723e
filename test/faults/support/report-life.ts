import type { ClientLives } from './client-lives.js';
import type { LifeOperation } from './kill-moment.js';
import type { LifeOverHttp } from './life-over-http.js';
import { addToSummary } from './report.js';

/** What one kill amid clients' lives came to. */
export interface LifeFigures {
  readonly lives: ClientLives;
  readonly aimedAt: LifeOperation;
  readonly http: LifeOverHttp;
  readonly violations: readonly string[];
  readonly wrong: readonly string[];
  /** Until clients could be made, changed and deleted again. */
  readonly tookMs: number;
}

/** One line for each kill, to people and to the summary. */
export const reportLife = (
  fault: string,
  { lives, aimedAt, http, violations, wrong, tookMs }: LifeFigures,
): void => {
  const settled = lives.clients.flatMap(({ deletion, secrets }) => [
    deletion,
    ...secrets.map(({ removal }) => removal),
  ]);
  const row = {
    fault,
    checks: http.checks,
    ofRevoked: http.checksOfEnded,
    acknowledged: settled.filter((progress) => progress === 'answered').length,
    lost: violations.length,
    p99: null,
    openP99: null,
    recovery: Math.round(tookMs),
    errors: wrong.length,
    answered: lives.answered,
    unanswered: lives.unanswered.length,
    done: http.done,
    amid: lives.unanswered.includes(aimedAt) ? 1 : 0,
  };
  addToSummary(row);
  process.stdout.write(
    `${fault}: killed ${row.amid ? 'amid' : 'just after'} "${aimedAt}", ${row.answered} operations answered, ` +
      `${row.unanswered} not (${row.done} of them done), ${row.checks} checks, ${row.lost} violations, ` +
      `going on after ${row.recovery} ms\n`,
  );
};
