import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureBuilt } from '../processes/support/built.js';
import { eventually } from '../shared-state/support/eventually.js';
import { FaultLab } from './support/fault-lab.js';
import { History, percentile } from './support/history.js';
import { report } from './support/report.js';
import { runsOf, TEST_TIMEOUT_MS } from './support/settings.js';
import { Traffic } from './support/traffic.js';

const WORKERS = 16;
/** Answered before the signal, so that connections are open and in use. */
const WARM_CHECKS = 100;
const EXIT_LIMIT_MS = 15_000;

beforeAll(ensureBuilt, 120_000);

describe('F14: a server is told to stop under load', () => {
  let lab: FaultLab;
  beforeAll(async () => {
    lab = await FaultLab.start();
  }, 60_000);
  afterAll(() => lab?.stop());

  it.each(runsOf('F14'))(
    'answers every request that it had been sent, and exits with 0 whatever else is connected (run %i)',
    async (run) => {
      const server = await lab.startServer(run % 2 === 0 ? 'express' : 'fastify');
      const history = new History();
      const traffic = new Traffic([server], history);
      const [client] = lab.clients;
      const token = client && (await traffic.issue(0, client));
      if (token === undefined) throw new Error('no token before the stop');
      // These cost the whole time that requests in flight are given, so they are not in every run.
      const lingering = run % 10 === 1 ? [await openSocket(server.port), await openSocket(server.port)] : [];
      lingering[0]?.write('GET /reports HTTP/1.1\r\nHost: a\r\nX-Slow: ');

      let stopped = false;
      const worker = async (): Promise<void> => {
        while (!stopped) {
          if ((await traffic.guard(0, token)) === 0) return;
          await pause(1);
        }
      };
      const workers = Array.from({ length: WORKERS }, worker);
      expect(await eventually(() => history.count('guard') >= WARM_CHECKS, true)).toBe(true);
      const signalledAt = performance.now();
      server.signal('SIGTERM');
      const exit = await server.exited;
      const took = performance.now() - signalledAt;
      stopped = true;
      await Promise.all(workers);
      for (const socket of lingering) socket.destroy();
      traffic.close();

      const inFlight = history
        .between(signalledAt, Number.POSITIVE_INFINITY)
        .filter(({ calledAt }) => calledAt <= signalledAt);
      report('F14 server told to stop', history, { p99: percentile(inFlight, 99), recovery: took });
      expect(inFlight.length).toBeGreaterThan(0);
      expect(inFlight.map(({ status, failure }) => failure ?? status)).toEqual(inFlight.map(() => 200));
      expect(exit).toMatchObject({ code: 0, signal: null });
      expect(took).toBeLessThanOrEqual(EXIT_LIMIT_MS);
    },
    TEST_TIMEOUT_MS,
  );
});

const openSocket = async (port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  return socket;
};
