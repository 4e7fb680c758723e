// npm test [-- --own-services] [-- Jest's arguments]: builds, provides real Postgres, Redis and a browser, runs Jest, cleans up.
// --own-services ignores what runs on this machine or is named in the environment. --every-deployment (npm run test:all)
// runs the suites of the server on both adapters with both storages, and not only on two of the four.
import { ensureBuilt } from './build-state.mjs';
import { chromium } from './services/chromium.mjs';
import { runJest } from './jest-run.mjs';
import { postgres } from './services/postgres.mjs';
import { provide } from './services/provide.mjs';
import { redis } from './services/redis.mjs';

const OWN_SERVICES = '--own-services';
const EVERY_DEPLOYMENT = '--every-deployment';
// Units first, because they are quick and say most exactly what broke. Measuring coverage trebles their time and doubles
// that of the flows: `npm run coverage` does it.
const WHOLE_SUITE = [
  ['--roots', 'libs', '--roots', 'apps'],
  ['--roots', 'test'],
];
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

const interruption = new AbortController();
for (const name of Object.keys(SIGNALS)) process.on(name, () => interruption.abort(name));

const started = [];
let exitCode = 1;
let lastLine = null;
try {
  const args = process.argv
    .slice(2)
    .filter((argument) => ![OWN_SERVICES, EVERY_DEPLOYMENT].includes(argument));
  const options = { ignoreRunning: process.argv.includes(OWN_SERVICES) };
  ensureBuilt();
  const environment = process.argv.includes(EVERY_DEPLOYMENT) ? { EVERY_DEPLOYMENT: 'true' } : {};
  for (const service of [postgres, redis]) {
    interruption.signal.throwIfAborted();
    const running = await provide(service, options);
    started.push(running);
    environment[service.variable] = running.url;
  }
  const browser = chromium();
  if (browser !== null) environment.CHROMIUM_PATH = browser;
  const total = { passed: 0, failed: 0, skipped: 0 };
  exitCode = 0;
  for (const run of args.length > 0 ? [args] : WHOLE_SUITE) {
    const { exitCode: code, counts } = await runJest(run, environment, interruption.signal);
    exitCode = Math.max(exitCode, code);
    if (!counts) throw new Error('Jest did not finish.');
    for (const kind of Object.keys(total)) total[kind] += counts[kind];
  }
  lastLine = `${total.passed} passed, ${total.failed} failed`;
  if (total.skipped > 0) lastLine += `, ${total.skipped} skipped`;
} catch (error) {
  exitCode = 1;
  if (!interruption.signal.aborted) console.error(error.message);
} finally {
  for (const { stop } of started.reverse()) await stop();
}
if (interruption.signal.aborted) exitCode = 128 + SIGNALS[interruption.signal.reason];
if (lastLine !== null) console.log(lastLine);
process.exitCode = exitCode;
