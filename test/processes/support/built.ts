import { execFileSync } from 'node:child_process';
import { mkdirSync, rmdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

export const MAIN = resolve('apps/server/dist/main.js');

const LOCK = resolve('node_modules/.cache/test-build');
const PATIENCE_MS = 60_000;

/** Builds what is missing or stale, once for files that run beside each other. `npm test` has done so already. */
export const ensureBuilt = async (): Promise<void> => {
  const release = await lock();
  try {
    const state = pathToFileURL(resolve('scripts/build-state.mjs')).href;
    const script = `import(${JSON.stringify(state)}).then(({ ensureBuilt }) => ensureBuilt())`;
    execFileSync(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'inherit'] });
  } finally {
    release();
  }
};

/** A folder that only one process can make. One that a crash has left behind is taken over in the end. */
const lock = async (): Promise<() => void> => {
  const deadline = performance.now() + PATIENCE_MS;
  mkdirSync(resolve(LOCK, '..'), { recursive: true });
  while (performance.now() < deadline) {
    try {
      mkdirSync(LOCK);
      break;
    } catch {
      await pause(100);
    }
  }
  return () => rmdirSync(LOCK);
};
