import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LockFiles } from './lock-files.js';
import { stateOf } from './process-identity.js';

const HEARTBEAT_MS = 2_000;
/** How long a holder that cannot be looked up may stay silent; starting the database blocks it for seconds. */
const SILENCE_MS = 15_000;
const POLL_MS = 250;

/** Another process works on the folder. */
export class DirectoryInUseError extends Error {
  constructor(directory: string, pid: number) {
    super(`${directory} is in use by process ${pid}. Stop it, or choose another DATA_DIR or a DATABASE_URL.`);
    this.name = 'DirectoryInUseError';
  }
}

export interface DirectoryLock {
  release(): void;
}

/**
 * Makes this process the only one that works on `directory`, until it releases the lock or dies.
 *
 * The lock is a file beside the folder with a number in its name; the highest number holds. Numbers only grow and
 * each is created by exactly one process, so that of several that find a dead holder at once one follows it. A
 * holder of this boot and container is looked up by its pid and start time; any other by the file's heartbeat.
 *
 * @throws DirectoryInUseError when a live process holds it.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  mkdirSync(dirname(directory), { recursive: true, mode: 0o700 });
  const files = new LockFiles(directory);
  for (;;) {
    const highest = files.numbers().at(-1) ?? 0;
    await awaitEndOfHolder(directory, files, highest);
    if (!files.create(highest + 1)) continue;
    if (files.numbers().at(-1) === highest + 1) return hold(files, highest + 1);
    files.remove(highest + 1);
  }
}

async function awaitEndOfHolder(directory: string, files: LockFiles, number: number): Promise<void> {
  const firstSign = files.lastSign(number);
  for (;;) {
    const holder = files.holder(number);
    if (holder === undefined) return;
    const state = stateOf(holder);
    if (state === 'gone') return;
    const sign = files.lastSign(number) ?? 0;
    if (state === 'alive' || sign !== firstSign) throw new DirectoryInUseError(directory, holder.pid);
    if (files.now() - sign > SILENCE_MS) return;
    await delay(POLL_MS);
  }
}

function hold(files: LockFiles, number: number): DirectoryLock {
  for (const older of files.numbers()) if (older < number) files.remove(older);
  const heartbeat = setInterval(() => files.giveSign(number), HEARTBEAT_MS).unref();
  return {
    release: () => {
      clearInterval(heartbeat);
      files.release(number);
    },
  };
}
