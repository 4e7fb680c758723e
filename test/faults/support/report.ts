import { appendFileSync } from 'node:fs';
import type { History } from './history.js';

/** What of a run cannot be read from its history. In milliseconds. */
export interface Figures {
  /** What 99 of 100 requests during the fault stayed under; left out where nothing is away for a while. */
  readonly p99?: number;
  /** The same of requests that were begun when the breakers were open. */
  readonly openP99?: number;
  /** From the return of what was away to service at every server. */
  readonly recovery?: number;
}

const rounded = (ms: number | undefined): number | null => (ms === undefined ? null : Math.round(ms));

/** One row of the table at the end of `npm run test:faults`. */
export const addToSummary = (row: object): void => {
  const file = process.env.M2M_FAULT_REPORT;
  if (file) appendFileSync(file, `${JSON.stringify(row)}\n`);
};

/** One line of figures for each fault, to people and, where `M2M_FAULT_REPORT` names a file, to a summary. */
export const report = (fault: string, history: History, { p99, openP99, recovery }: Figures): void => {
  const row = {
    fault,
    checks: history.count('guard'),
    ofRevoked: history.checksOfRevoked,
    acknowledged: history.acknowledgements,
    lost: history.lost.length,
    p99: rounded(p99),
    openP99: rounded(openP99),
    recovery: rounded(recovery),
    errors: history.serverErrors,
  };
  addToSummary(row);
  const times = [
    ['p99', row.p99],
    ['with open breakers', row.openP99],
    ['recovery', row.recovery],
  ] as const;
  process.stdout.write(
    `${fault}: ${row.checks} checks, ${row.ofRevoked} of ${row.acknowledged} revoked tokens, ${row.lost} lost` +
      `${times.map(([name, ms]) => (ms === null ? '' : `, ${name} ${ms} ms`)).join('')}\n`,
  );
};
