// A server that belongs to one test run: in its own folder, stopped and swept away afterwards.
import { spawn } from 'node:child_process';
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 10_000;

/** A folder that only `user` (or whoever runs this) can enter. */
export function ownFolder(name, user) {
  const folder = mkdtempSync(join(tmpdir(), `m2m-auth-${name}-`));
  if (user) chownSync(folder, user.uid, user.gid);
  return folder;
}

/**
 * Starts `command` and waits until `problem` answers null. Returns the function that stops it and removes `folder`.
 * Detached, because a Ctrl-C in the terminal must reach the tests first and their servers last.
 */
export async function ownProcess({ command, args, folder, user, stopSignal, problem }) {
  const log = join(folder, 'server.log');
  const output = openSync(log, 'w');
  const child = spawn(command, args, {
    ...user,
    cwd: folder,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let ended = false;
  const end = new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', resolve);
  }).then(() => (ended = true));

  const stop = async () => {
    if (!ended) child.kill(stopSignal);
    await Promise.race([end, delay(STOP_LIMIT_MS, undefined, { ref: false })]);
    if (!ended) child.kill('SIGKILL');
    await end;
    rmSync(folder, { recursive: true, force: true });
  };

  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const reason = ended ? 'it ended' : await problem();
    if (reason === null) return stop;
    if (ended || Date.now() > deadline) {
      const tail = readFileSync(log, 'utf8').split('\n').slice(-15).join('\n');
      await stop();
      throw new Error(`${command} did not start: ${reason}\n${tail}`);
    }
    await delay(50);
  }
}
