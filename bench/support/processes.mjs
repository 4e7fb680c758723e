// Starts the processes of a benchmark and talks to them.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const start = (file, args) =>
  fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: ['--import', new URL('../../scripts/typescript/register.mjs', import.meta.url).href],
    env: { ...process.env, NODE_ENV: 'test' },
  });

async function ask(child, message) {
  child.send(message);
  const [answer] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`A process of the benchmark ended with ${code}.`);
    }),
  ]);
  return answer;
}

/** A server under test; `usage()` answers its CPU microseconds and the counters it keeps since the last call. */
export async function startServer(file, ...args) {
  const child = start(`../servers/${file}`, args);
  const [ready] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${file} ended with ${code}.`);
    }),
  ]);
  return { ...ready, usage: () => ask(child, 'usage'), stop: () => child.kill('SIGKILL') };
}

/** Sends load for a while and answers what came of it. */
export async function load(options) {
  const child = start('./load.mjs', []);
  const result = await ask(child, options);
  child.kill();
  return result;
}
