// npm run test:faults [-- [--injections 60] [--kills 100] [--ms 4000] [--soak [minutes]] [Jest's arguments]]
// The suites of test/faults with more and longer faults than in `npm test`, and a summary. They start their own services.
// --injections: how many in all, shared out over the faults; so many of each where suites are named (test/faults/…). --ms: how long each dependency is away.
// --kills: besides, how often a server is killed within the operations of clients' lives; a fifth of that on the embedded database.
// --soak: instead of faults, keys that rotate every two seconds for so long, 30 minutes unless told.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './build-state.mjs';
import { ofEach, shareOut } from './fault-shares.mjs';
import { runJest } from './jest-run.mjs';

const interruption = new AbortController();
for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(name, () => interruption.abort(name));

const args = process.argv.slice(2);
const injections = number('--injections') ?? 60;
const kills = number('--kills') ?? 100;
const milliseconds = number('--ms') ?? 4_000;
const soaking = args.includes('--soak');
const minutes = number('--soak', 30);
const chosen = args.some((argument) => argument.startsWith('test/'));
const suites = chosen ? [] : [soaking ? 'test/faults/rotation-soak' : 'test/faults'];

const folder = mkdtempSync(join(tmpdir(), 'm2m-auth-faults-'));
const file = join(folder, 'report.jsonl');
try {
  ensureBuilt();
  const lives = { 'F15-life': Math.ceil(kills), 'F15-embedded': Math.ceil(kills / 5) };
  const shares = chosen ? ofEach(injections) : shareOut(injections);
  const environment = {
    M2M_FAULT_REPORT: file,
    M2M_FAULT_MS: String(milliseconds),
    M2M_FAULT_RUNS: Object.entries(soaking ? { F17: 1 } : { ...shares, ...lives })
      .map((entry) => entry.join('='))
      .join(','),
    ...(soaking && { M2M_FAULT_SOAK_MS: String(Math.round(minutes * 60_000)) }),
  };
  // A connection to a process that was frozen, killed or cut off may outlive the suite that broke it.
  const jest = ['--runInBand', '--forceExit', ...suites, ...args];
  const { exitCode } = await runJest(jest, environment, interruption.signal);
  console.table(summary(rows()));
  process.exitCode = exitCode;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Takes an option and its number out of the arguments. @param fallback where the number may be left out */
function number(option, fallback) {
  const at = args.indexOf(option);
  if (at < 0) return undefined;
  const given = args[at + 1];
  const left = fallback !== undefined && !/^[\d.]+$/.test(given ?? '');
  args.splice(at, left ? 1 : 2);
  const value = left ? fallback : Number(given);
  if (value > 0) return value;
  console.error(`${option} takes a number above 0.`);
  process.exit(1);
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

/** One line for each fault and one for all: counts added up, times at their worst. */
function summary(all) {
  const faults = new Map();
  for (const row of all) faults.set(row.fault, [...(faults.get(row.fault) ?? []), row]);
  const lines = [...faults, ['all', all]].map(([fault, runs]) => [fault, lineOf(runs)]);
  return Object.fromEntries(lines);
}

function lineOf(runs) {
  const sum = (name) => runs.reduce((total, run) => total + run[name], 0);
  const worst = (name) => {
    const times = runs.map((run) => run[name]).filter((ms) => ms !== null);
    return times.length === 0 ? '-' : Math.max(...times);
  };
  /** Of those that count it. */
  const counted = (name) =>
    runs.some((run) => name in run) ? runs.reduce((total, run) => total + (run[name] ?? 0), 0) : '-';
  return {
    injections: runs.length,
    checks: sum('checks'),
    'of revoked tokens': sum('ofRevoked'),
    'revocations acknowledged': sum('acknowledged'),
    lost: sum('lost'),
    'p99 ms': worst('p99'),
    'with open breaker': worst('openP99'),
    'recovery ms': worst('recovery'),
    '5xx but 503': sum('errors'),
    answered: counted('answered'),
    'not answered': counted('unanswered'),
    'done all the same': counted('done'),
    'amid the one aimed at': counted('amid'),
  };
}
