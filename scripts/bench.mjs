// npm run bench -- <name> [arguments]: runs bench/<name>.mjs or bench/<name>.ts.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './build-state.mjs';

const folder = new URL('../bench/', import.meta.url);
const hooks = new URL('./typescript/register.mjs', import.meta.url).href;

const files = existsSync(folder)
  ? readdirSync(folder).filter((file) => /\.(mjs|ts)$/.test(file) && !/\.(spec|d)\.ts$/.test(file))
  : [];
const [name, ...args] = process.argv.slice(2);
const file = files.find((candidate) => parse(candidate).name === name);

if (file === undefined) {
  console.error(name === undefined ? 'Say which benchmark to run.' : `There is no benchmark named ${name}.`);
  console.error(
    ['npm run bench -- <name>, where <name> is one of:', ...files.map((f) => parse(f).name)].join('\n  '),
  );
  process.exit(1);
}

ensureBuilt();
const path = fileURLToPath(new URL(file, folder));
const { status } = spawnSync(process.execPath, ['--import', hooks, path, ...args], { stdio: 'inherit' });
process.exit(status ?? 1);
