import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ensureBuilt } from './support/built.js';
import { INTERNAL_API_KEY, temporaryFolders } from './support/server-process.js';

beforeAll(ensureBuilt, 120_000);

/** Runs `npm start` as a person does, without the variables of the npm that runs the tests. */
const npmStart = async (DATA_DIR: string): Promise<{ npm: ChildProcess; url: string }> => {
  const { PATH, HOME, TMPDIR } = process.env;
  const settings = { NODE_ENV: 'test', HOST: '127.0.0.1', PORT: '0', ISSUER: 'https://auth.example.com' };
  const npm = spawn('npm', ['start'], {
    env: { PATH, HOME, TMPDIR, ...settings, DATA_DIR, INTERNAL_API_KEY },
    stdio: ['ignore', 'pipe', 'ignore'],
    // A group of its own, so that nothing is left behind when this test fails.
    detached: true,
  });
  for await (const line of createInterface({ input: npm.stdout as NodeJS.ReadableStream })) {
    const url = /"url":"(http[^"]+)".*"msg":"listening"/.exec(line)?.[1];
    if (url !== undefined) return { npm, url };
  }
  throw new Error('npm start ended before the server listened.');
};

describe('npm start', () => {
  const folder = temporaryFolders();
  let running: ChildProcess | undefined;
  afterEach(() => {
    try {
      process.kill(-(running?.pid ?? 0), 'SIGKILL');
    } catch {
      // Everything of it has ended, as it should.
    }
  });

  it('stops the server when npm gets a signal or is killed, and frees port and folder', async () => {
    const directory = await folder();
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const) {
      // Starts again on the folder that the one before it must have freed.
      const { npm, url } = await npmStart(directory);
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      running = npm;
      npm.stdout?.resume();
      npm.kill(signal);
      // The server holds the other end of this stream as long as it lives.
      await once(npm, 'close');
      await expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed');
    }
  }, 240_000);
});
