import fc from 'fast-check';
import { RedisServer } from '../support/redis-server.js';
import { eventually } from './support/eventually.js';
import { FakeClock } from './support/fake-clock.js';
import { FakeDenialSource, jtiDenial, tokenOf } from './support/fake-denial-source.js';
import { FakeProcess, ownPrefix } from './support/redis-state.js';

const STALENESS_MS = 1_000;

type Step =
  | 'revoke'
  | 'revoke without projecting'
  | 'pass'
  | 'flush'
  | 'evict'
  | 'lose the sentinel'
  | 'lose the stamp'
  | 'lose the log'
  | 'break';

const steps = fc.array(
  fc.record({
    step: fc.constantFrom<Step>(
      ...(['revoke', 'revoke without projecting', 'pass', 'flush', 'evict'] as const),
      ...(['lose the sentinel', 'lose the stamp', 'lose the log', 'break'] as const),
    ),
    by: fc.nat(1),
  }),
  { minLength: 5, maxLength: 25 },
);

describe('whatever happens to Redis, in whatever order', () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());

  const take = async (step: Step, process: FakeProcess, prefix: string, jti: string): Promise<boolean> => {
    const key = (name: string): string => `{${prefix}}:${name}`;
    const acts: Record<Step, () => Promise<unknown>> = {
      revoke: () => process.state.projection.project(process.source.commit(jtiDenial(jti))),
      'revoke without projecting': () => Promise.resolve(process.source.commit(jtiDenial(jti))),
      pass: () => process.pass(),
      flush: () => server.client.flushall(),
      evict: () => server.client.del(key('deny')),
      'lose the sentinel': () => server.client.zrem(key('deny'), '!'),
      'lose the stamp': () => server.client.del(key('meta')),
      'lose the log': () => server.client.del(key('log')),
      break: () => server.client.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
    };
    return acts[step]().then(
      () => step === 'revoke',
      () => false,
    );
  };

  it('no acknowledged revocation is ever answered "live", and all is well after two passes', async () => {
    const property = fc.asyncProperty(steps, async (given) => {
      const prefix = ownPrefix();
      const source = new FakeDenialSource();
      const options = { url: server.url, keyPrefix: prefix };
      const processes = await Promise.all([
        FakeProcess.start(options, source),
        FakeProcess.start(options, source),
      ]);
      const acknowledged: string[] = [];
      try {
        for (const [index, { step, by }] of given.entries()) {
          const process = processes[by] ?? processes[0];
          if (await take(step, process, prefix, `t${index}`)) acknowledged.push(`t${index}`);
          for (const { state } of processes) {
            const verdicts = acknowledged.map(async (jti) => state.projection.check(tokenOf(jti)));
            expect(await Promise.all(verdicts)).not.toContain('live');
          }
        }
        const every = given.flatMap(({ step }, index) => (step.startsWith('revoke') ? [`t${index}`] : []));
        for (const process of [...processes, ...processes]) await process.pass();
        const [first] = processes;
        const guard = await FakeProcess.startGuard(options);
        processes.push(guard);
        const verdicts = every.map(async (jti) => guard.verdict(jti));
        expect(await Promise.all(verdicts)).toEqual(every.map(() => 'denied'));
        expect(await guard.verdict('none')).toBe('live');
        expect(first.source.committed.seq).toBe(every.length);
      } finally {
        await Promise.all(processes.map(({ state }) => state.close()));
      }
    });
    await fc.assert(property, { numRuns: 40 });
  }, 60_000);

  it('no acknowledged revocation is answered "live" from a copy that was looked at after it', async () => {
    const property = fc.asyncProperty(steps, async (given) => {
      const [prefix, source, clock] = [ownPrefix(), new FakeDenialSource(), new FakeClock(Date.now())];
      const options = { url: server.url, keyPrefix: prefix, check: 'replica' } as const;
      const processes = await Promise.all([
        FakeProcess.start({ ...options, check: 'projection' }, source),
        FakeProcess.start({ ...options, check: 'projection' }, source),
      ]);
      // Only what it reads itself: it neither revokes nor learns of revocations otherwise.
      const guard = await FakeProcess.startGuard(options, clock);
      const acknowledged: string[] = [];
      try {
        for (const [index, { step, by }] of given.entries()) {
          const process = processes[by] ?? processes[0];
          if (await take(step, process, prefix, `t${index}`)) acknowledged.push(`t${index}`);
          clock.advance(STALENESS_MS + 1);
          await guard.state.projection.follow();
          const verdicts = acknowledged.map(async (jti) => guard.state.projection.check(tokenOf(jti)));
          expect(await Promise.all(verdicts)).not.toContain('live');
        }
        for (const process of [...processes, ...processes]) await process.pass();
        const every = given.flatMap(({ step }, index) => (step.startsWith('revoke') ? [`t${index}`] : []));
        await eventually(() => guard.verdict('none'), 'live');
        expect(every.map((jti) => guard.state.projection.check(tokenOf(jti)))).toEqual(
          every.map(() => 'denied'),
        );
        expect(guard.state.projection.check(tokenOf('none'))).toBe('live');
      } finally {
        await Promise.all([...processes, guard].map(({ state }) => state.close()));
      }
    });
    await fc.assert(property, { numRuns: 40 });
  }, 60_000);
});
