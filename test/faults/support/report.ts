import { appendFileSync } from 'node:fs';
import type { History } from './history.js';

export interface Figures {
  /** Milliseconds that 99 of 100 requests during the fault stayed under. */
  readonly p99: number;
  /** Milliseconds from the return of the dependency to service at every server. */
  readonly recovery?: number;
}

/** One line of figures for each fault, to people and, where `M2M_FAULT_REPORT` names a file, to a summary. */
export const report = (fault: string, history: History, { p99, recovery }: Figures): void => {
  const row = {
    fault,
    checks: history.count('guard'),
    ofRevoked: history.checksOfRevoked,
    acknowledged: history.acknowledgements,
    lost: history.lost.length,
    p99: Math.round(p99),
    recovery: recovery === undefined ? null : Math.round(recovery),
  };
  const file = process.env.M2M_FAULT_REPORT;
  if (file) appendFileSync(file, `${JSON.stringify(row)}\n`);
  const took = row.recovery === null ? '' : `, recovery ${row.recovery} ms`;
  process.stdout.write(
    `${fault}: ${row.checks} checks, ${row.ofRevoked} of ${row.acknowledged} revoked tokens, ` +
      `${row.lost} lost, p99 ${row.p99} ms${took}\n`,
  );
};
