import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

// Debian keeps the server's programs out of the PATH, one folder per major version; Homebrew and Red Hat have their own.
const parents = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt', '/usr'];

function versionedFolders() {
  return parents.flatMap((parent) => {
    try {
      const names = readdirSync(parent).filter((name) => /^(\d+|postgresql(@\d+)?|pgsql-\d+)$/.test(name));
      const newestFirst = names.sort((a, b) => Number(b.replace(/\D/g, '')) - Number(a.replace(/\D/g, '')));
      return newestFirst.map((name) => join(parent, name, 'bin'));
    } catch {
      return [];
    }
  });
}

/** The full path of an installed program, or null. */
export function findBinary(name) {
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const folder of [...versionedFolders(), ...onPath, '/usr/sbin', '/usr/local/bin', '/usr/local/sbin']) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      continue;
    }
  }
  return null;
}
