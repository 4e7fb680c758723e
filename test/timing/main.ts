import { Console } from 'node:console';
import { PAIRS, type Pair } from './support/pairs.js';
import { Lab, type DeploymentName } from './support/lab.js';
import { sample } from './support/sampler.js';
import { median, separation } from './support/statistics.js';

const out = new Console(process.stdout, process.stderr);
const LIMITS = { low: 0.45, high: 0.55 };
const { samples, cost, deployments, pairs } = JSON.parse(process.env['M2M_TIMING'] ?? '{}') as {
  readonly samples: number;
  readonly cost: number;
  readonly deployments: readonly DeploymentName[];
  /** Parts of names; none means all. */
  readonly pairs: readonly string[];
};

const chosen = PAIRS.filter(({ name }) => pairs.length === 0 || pairs.some((part) => name.includes(part)));
if (chosen.length === 0)
  throw new Error(`No pair has such a name. There are:\n  ${PAIRS.map(({ name }) => name).join('\n  ')}`);

let open: Lab | undefined;
// Its server and its database would outlive this process.
process.on('SIGTERM', () => void open?.close().finally(() => process.exit(143)));

const rows: object[] = [];
let failed = 0;
for (const deployment of deployments) {
  for (const pair of chosen) {
    const row = await measure(pair, deployment);
    if (row.verdict.startsWith('FAILED')) failed++;
    rows.push(row);
    out.log(JSON.stringify(row));
  }
}
out.table(rows);
out.log(
  `${samples} samples a side, bcrypt of cost ${cost}; an AUC outside ${LIMITS.low} to ${LIMITS.high} tells the sides apart.`,
);
out.log(`${rows.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** One server for each pair: nothing that one pair leaves behind is seen by the next. */
async function measure({ name, leak, prepare }: Pair, deployment: DeploymentName): Promise<Row> {
  const began = performance.now();
  const lab = await Lab.open({ deployment, cost, ...(leak && { leak }) });
  open = lab;
  try {
    const times = await sample(lab.url, await prepare(lab, samples), samples);
    const { auc, margin } = separation(times.a, times.b);
    const separable = auc < LIMITS.low || auc > LIMITS.high;
    return {
      pair: name,
      deployment,
      'a ms': Number(median(times.a).toFixed(2)),
      'b ms': Number(median(times.b).toFixed(2)),
      auc: Number(auc.toFixed(3)),
      '±': Number(margin.toFixed(3)),
      verdict: verdictOf(separable, leak !== undefined),
      seconds: Math.round((performance.now() - began) / 1_000),
    };
  } finally {
    open = undefined;
    await lab.close();
  }
}

interface Row {
  readonly verdict: string;
  readonly [column: string]: string | number;
}

function verdictOf(separable: boolean, control: boolean): string {
  if (control) return separable ? 'detected' : 'FAILED: not detected';
  return separable ? 'FAILED: separable' : 'passed';
}
