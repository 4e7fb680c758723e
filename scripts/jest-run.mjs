// Runs Jest as a child process and reads its totals.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Answers Jest's exit code and counts (null when it never finished); `signal` ends it early. */
export async function runJest(args, environment, signal) {
  const folder = mkdtempSync(join(tmpdir(), 'm2m-auth-jest-'));
  const countsFile = join(folder, 'counts.json');
  const child = spawn(
    process.execPath,
    ['node_modules/jest/bin/jest.js', '--config=jest.config.mjs', ...args],
    { cwd: root, env: { ...process.env, ...environment, M2M_TEST_COUNTS: countsFile }, stdio: 'inherit' },
  );
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  try {
    if (signal.aborted) stop();
    const exitCode = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
    return { exitCode, counts: readCounts(countsFile) };
  } finally {
    signal.removeEventListener('abort', stop);
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
