import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findBinary } from './find-binary.mjs';
import { freePort } from './free-port.mjs';
import { ownFolder, ownProcess } from './own-process.mjs';
import { postgresProblem } from './postgres-probe.mjs';
import { unprivilegedUser } from './unprivileged-user.mjs';

/** Starts the installed Postgres on a free port with an empty cluster, or answers null when none is installed. */
export async function startOwnPostgres() {
  const initdb = findBinary('initdb');
  if (initdb === null) return null;
  const user = unprivilegedUser();
  const folder = ownFolder('postgres', user);
  const data = join(folder, 'data');
  const options = { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] };
  try {
    execFileSync(
      initdb,
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      options,
    );
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`initdb failed: ${error.stderr || error.message}`, { cause: error });
  }

  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  // Nothing here outlives the run, so nothing needs to survive a crash of the machine.
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 300,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
  };
  const stop = await ownProcess({
    command: join(dirname(initdb), 'postgres'),
    args: [
      '-D',
      data,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
    ],
    folder,
    user,
    stopSignal: 'SIGINT',
    problem: () => postgresProblem(url),
  });
  return { url, stop };
}
