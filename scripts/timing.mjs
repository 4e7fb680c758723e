// npm run test:timing [-- [--samples 1000] [--pair name] [--deployment postgres|embedded] [--cost 8]]
// Tries to tell by time what no answer may tell: whether a client exists, and in which state it is. Each pair of requests goes
// to a built server on real Postgres and Redis, and to one on the embedded database. --pair: a part of a pair's name, as
// often as you like. --cost: the work factor of bcrypt; 12, as in production, takes hours.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './build-state.mjs';
import { postgres } from './services/postgres.mjs';
import { provide } from './services/provide.mjs';
import { redis } from './services/redis.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const hooks = new URL('./typescript/register.mjs', import.meta.url).href;
const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '1000' },
    cost: { type: 'string', default: '8' },
    pair: { type: 'string', multiple: true, default: [] },
    deployment: { type: 'string', multiple: true, default: ['postgres', 'embedded'] },
  },
});
const settings = {
  samples: integer('samples', 10, 1_000_000),
  cost: integer('cost', 4, 12),
  deployments: values.deployment,
  pairs: values.pair,
};

const interruption = new AbortController();
for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(name, () => interruption.abort(name));

const started = [];
try {
  ensureBuilt();
  const environment = { ...process.env, M2M_TIMING: JSON.stringify(settings) };
  for (const service of [postgres, redis]) {
    const running = await provide(service, { ignoreRunning: false });
    started.push(running);
    environment[service.variable] = running.url;
  }
  process.exitCode = await run(['--import', hooks, 'test/timing/main.ts'], environment);
} finally {
  for (const { stop } of started.reverse()) await stop();
}

function run(args, env) {
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
  interruption.signal.addEventListener('abort', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function integer(name, min, max) {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
  console.error(`--${name} takes a whole number from ${min} to ${max}.`);
  process.exit(1);
}
