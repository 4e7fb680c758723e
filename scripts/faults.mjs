// npm run test:faults [-- Jest's arguments]: the suites of test/faults with longer faults and more of them, and a summary.
// M2M_FAULT_RUNS, M2M_FAULT_MS, M2M_FAULT_KILLS and M2M_FAULT_STOPS set the counts. They start their own services.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './build-state.mjs';
import { runJest } from './jest-run.mjs';

const COUNTS = {
  M2M_FAULT_RUNS: '3',
  M2M_FAULT_MS: '10000',
  M2M_FAULT_KILLS: '20',
  M2M_FAULT_STOPS: '10',
};

const interruption = new AbortController();
for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(name, () => interruption.abort(name));

const folder = mkdtempSync(join(tmpdir(), 'm2m-auth-faults-'));
const file = join(folder, 'report.jsonl');
try {
  ensureBuilt();
  const environment = { ...COUNTS, ...process.env, M2M_FAULT_REPORT: file };
  const args = ['--runInBand', 'test/faults', ...process.argv.slice(2)];
  const { exitCode } = await runJest(args, environment, interruption.signal);
  console.table(summary(rows()));
  process.exitCode = exitCode;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function rows() {
  try {
    return readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

/** One line for each fault: counts added up, times at their worst. */
function summary(all) {
  const faults = new Map();
  for (const row of all) faults.set(row.fault, [...(faults.get(row.fault) ?? []), row]);
  return Object.fromEntries(
    [...faults].map(([fault, runs]) => {
      const sum = (name) => runs.reduce((total, run) => total + run[name], 0);
      const worst = (name) => Math.max(...runs.map((run) => run[name] ?? 0));
      return [
        fault,
        {
          runs: runs.length,
          checks: sum('checks'),
          'of revoked tokens': sum('ofRevoked'),
          'revocations acknowledged': sum('acknowledged'),
          lost: sum('lost'),
          'p99 ms': worst('p99'),
          'recovery ms': worst('recovery'),
        },
      ];
    }),
  );
}
