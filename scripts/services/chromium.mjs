import { spawnSync } from 'node:child_process';
import { installDebianPackage } from './debian-packages.mjs';
import { findBinary } from './find-binary.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ELSEWHERE = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

const runs = (path) => spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0;

const installed = () =>
  [...NAMES.map(findBinary), ...ELSEWHERE].find((path) => path !== null && runs(path)) ?? null;

/**
 * The path of the browser that the suite of the documentation page runs, in CHROMIUM_PATH where it is named. Null: there is
 * none, and that suite will fail and say so; all others run.
 */
export function chromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  return installed() ?? (installDebianPackage('chromium') ? installed() : null);
}
