// Makes `npm start` and `npm test` work on a fresh clone. Runs before anything is installed: Node's own modules only.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, utimesSync } from 'node:fs';
import { isBuilt } from './build-state.mjs';

const MINIMUM_NODE = [20, 19];

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor < MINIMUM_NODE[1])) {
  console.error(`Node ${MINIMUM_NODE.join('.')} or newer is needed; this is ${process.versions.node}.`);
  process.exit(1);
}

const root = new URL('../', import.meta.url);
const lock = new URL('package-lock.json', root);
// npm writes this file at the end of every complete install, so an interrupted one is repeated.
const installed = new URL('node_modules/.package-lock.json', root);

const modifiedAt = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

// An install without development dependencies is complete to npm, but cannot build. A server that is built needs none.
const buildTools = ['typescript', '@nestjs/cli', '@swc/core'];
const canBuild = buildTools.every((name) => existsSync(new URL(`node_modules/${name}/package.json`, root)));
const mustBuild = process.env.npm_lifecycle_event !== 'prestart' || !isBuilt();

const outdated = modifiedAt(installed) < modifiedAt(lock) || modifiedAt(installed) === 0;
if (outdated || (mustBuild && !canBuild)) {
  console.log('Installing dependencies …');
  // NODE_ENV=production and npm's `omit` leave out what the build needs unless it is included by name.
  const included = ['dev', 'optional', 'peer'].map((kind) => `--include=${kind}`);
  const args = ['install', ...included, '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  const { status, error } = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (error) console.error(`npm could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
  // npm leaves the file alone when there was nothing to do.
  utimesSync(installed, new Date(), new Date());
}
