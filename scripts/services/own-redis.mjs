import { findBinary } from './find-binary.mjs';
import { freePort } from './free-port.mjs';
import { ownFolder, ownProcess } from './own-process.mjs';
import { redisProblem } from './redis-probe.mjs';

/** Starts the installed Redis on a free port, in memory only, or answers null when none is installed. */
export async function startOwnRedis() {
  const command = findBinary('redis-server') ?? findBinary('valkey-server');
  if (command === null) return null;
  const folder = ownFolder('redis', null);
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const stop = await ownProcess({
    command,
    args: [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      folder,
    ],
    folder,
    user: null,
    stopSignal: 'SIGTERM',
    problem: () => redisProblem(url),
  });
  return { url, stop };
}
