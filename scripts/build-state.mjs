// Builds the workspaces when something in them is newer than what was built last.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

const targets = [
  { folder: 'libs/m2m-auth', entry: 'dist/index.js' },
  { folder: 'apps/server', entry: 'dist/main.js' },
];

const modifiedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** The newest change below a folder; folders count, because removing a file changes only its folder. */
function newestChange(folder) {
  let newest = modifiedAt(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    newest = Math.max(newest, modifiedAt(join(entry.parentPath ?? entry.path, entry.name)));
  }
  return newest;
}

function isCurrent({ folder, entry }) {
  const built = modifiedAt(join(root, folder, entry));
  const configuration = [join(root, 'tsconfig.base.json')];
  for (const name of ['package.json', 'tsconfig.build.json']) configuration.push(join(root, folder, name));
  return built > Math.max(newestChange(join(root, folder, 'src')), ...configuration.map(modifiedAt));
}

/** True when nothing has to be built before the server can run. */
export const isBuilt = () => targets.every(isCurrent);

/** Throws when the build fails: nothing may run on what an earlier one left behind. */
export function ensureBuilt() {
  if (isBuilt()) return;
  console.log('Building …');
  const npm = process.env.npm_execpath;
  const { status } = npm
    ? spawnSync(process.execPath, [npm, 'run', 'build'], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', ['run', 'build'], {
        cwd: root,
        stdio: 'inherit',
        shell: process.platform === 'win32',
      });
  if (status !== 0) throw new Error('The build failed.');
}
