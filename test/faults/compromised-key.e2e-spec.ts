import { setTimeout as pause } from 'node:timers/promises';
import { decodeProtectedHeader } from 'jose';
import { ensureBuilt } from '../processes/support/built.js';
import type { ServerProcess } from '../processes/support/server-process.js';
import { call } from '../server/support/api.js';
import { eventually } from '../shared-state/support/eventually.js';
import { FaultLab } from './support/fault-lab.js';
import { History } from './support/history.js';
import { report } from './support/report.js';
import { P99_LIMIT_MS, runsOf, TEST_TIMEOUT_MS } from './support/settings.js';
import { Traffic, type LoadToken } from './support/traffic.js';

const TOKENS = 4;
const PAUSE_MS = 10;
/** At which a drill has failed, whatever is promised. */
const PATIENCE_MS = 10_000;

const kidOf = ({ text }: LoadToken): string => String(decodeProtectedHeader(text).kid);

beforeAll(ensureBuilt, 120_000);

describe('F18: the key that signs is out, and is ended at once', () => {
  let lab: FaultLab;
  const apart: ServerProcess[] = [];
  const ended = new Set<string>();
  beforeAll(async () => {
    lab = await FaultLab.start();
    const environment = { REDIS_URL: undefined };
    for (const adapter of ['fastify', 'express'] as const)
      apart.push(await lab.startServer(adapter, { environment }));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(apart.map((server) => server.kill()));
    await lab?.stop();
  });

  /** With what the processes share they know before it is acknowledged; without, they read it within their second. */
  const drills = runsOf('F18').map((run): [string, number, number] =>
    run % 2 === 1 ? ['with', run, 0] : ['without', run, 2_000],
  );

  it.each(drills)(
    '%s Redis, every process refuses its tokens and signs with another (run %i)',
    async (kind, _run, limitMs) => {
      const servers = kind === 'with' ? lab.servers : apart;
      const [admin] = servers;
      const [client] = lab.clients;
      if (admin === undefined || client === undefined) throw new Error('the lab is empty');
      const history = new History();
      const traffic = new Traffic(servers, history);
      const issue = async (server: number): Promise<LoadToken> => {
        const token = await traffic.issue(server, client);
        if (token === undefined) throw new Error('no token although nothing is away');
        return token;
      };
      // Who shares no Redis may not have read yet how the drill before has ended.
      const agree = async (): Promise<boolean> => {
        const kids = new Set((await Promise.all(servers.map((_, server) => issue(server)))).map(kidOf));
        return kids.size === 1 && [...kids].every((kid) => !ended.has(kid));
      };
      expect(await eventually(agree, true)).toBe(true);
      const tokens = await Promise.all(Array.from({ length: TOKENS }, (_, n) => issue(n % servers.length)));
      const [kid, ...others] = new Set(tokens.map(kidOf));
      expect(others).toEqual([]);
      ended.add(kid ?? '');

      let going = true;
      const accepted = servers.map(() => 0);
      const ask = async (server: number): Promise<void> => {
        for (let turn = 0; going; turn += 1) {
          const asked = performance.now();
          const token = tokens[turn % TOKENS];
          if (token && (await traffic.guard(server, token)) === 200) accepted[server] = asked;
          await pause(PAUSE_MS);
        }
      };
      const asking = servers.map((_, server) => ask(server));
      try {
        await pause(10 * PAUSE_MS);
        for (const { jti } of tokens) history.attempt(jti, performance.now());
        expect((await call(admin, 'POST', `/signing-keys/${kid}/revoke`)).status).toBe(204);
        const acknowledgedAt = performance.now();
        const signsAnew = await Promise.all(
          servers.map(async (_, server) => {
            const probe = async (): Promise<boolean> => kidOf(await issue(server)) !== kid;
            expect(await eventually(probe, true, PATIENCE_MS)).toBe(true);
            return performance.now() - acknowledgedAt;
          }),
        );
        const refused = async (): Promise<boolean> => {
          const statuses = servers.flatMap((_, server) =>
            tokens.map((token) => traffic.guard(server, token)),
          );
          return (await Promise.all(statuses)).every((status) => status === 401);
        };
        expect(await eventually(refused, true, PATIENCE_MS)).toBe(true);
        const fresh = await Promise.all(servers.map((_, server) => issue(server)));
        const statuses = fresh.flatMap((token) => servers.map((_, server) => traffic.guard(server, token)));
        expect(new Set(await Promise.all(statuses))).toEqual(new Set([200]));
        going = false;
        await Promise.all(asking);

        const late = accepted.map((lastAcceptedAt) => lastAcceptedAt - acknowledgedAt);
        const recovery = Math.max(0, ...late, ...signsAnew);
        report(`F18 key revoked, ${kind} Redis`, history, { recovery });
        expect(Math.max(...late)).toBeLessThanOrEqual(limitMs);
        expect(Math.max(...signsAnew)).toBeLessThanOrEqual(Math.max(limitMs, P99_LIMIT_MS));
        expect(signsAnew[0]).toBeLessThanOrEqual(P99_LIMIT_MS);
        expect(history.violations).toEqual([]);
      } finally {
        going = false;
        await Promise.all(asking);
        traffic.close();
      }
    },
    TEST_TIMEOUT_MS,
  );
});
