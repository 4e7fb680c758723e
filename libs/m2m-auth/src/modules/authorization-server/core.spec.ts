import { Logger } from '@nestjs/common';
import { TestClock } from '../../../../../test/support/domain.js';
import { eventually } from '../../../../../test/shared-state/support/eventually.js';
import { systemRandom } from '../../crypto/system-random.js';
import { M2MAuthCore } from './core.js';
import type { M2MAuthOptions } from './options.js';
import { resolveOptions } from './resolved-options.js';
import type { SharedState } from '../../domain/shared-state/shared-state.js';
import { MemoryPersistence } from '../../storage/memory/memory-persistence.js';
import { memoryState } from '../../storage/memory/memory-state.js';

describe('the core', () => {
  let warned: string[];
  let clock: TestClock;
  let core: M2MAuthCore | undefined;
  beforeEach(() => {
    warned = [];
    clock = new TestClock();
    jest
      .spyOn(Logger.prototype, 'warn')
      .mockImplementation((message: unknown) => void warned.push(String(message)));
  });
  afterEach(async () => {
    await core?.stop();
    core = undefined;
    jest.restoreAllMocks();
  });

  const coreWith = (
    sharedState: SharedState,
    options: Partial<M2MAuthOptions> = {},
    persistence = new MemoryPersistence(clock),
  ): M2MAuthCore => {
    const given = { issuer: 'https://auth.example.com', audience: 'https://api.example.com', ...options };
    core = new M2MAuthCore({
      options: resolveOptions(given, { production: false, durable: false }),
      persistence,
      sharedState,
      clock,
      random: systemRandom,
    });
    return core;
  };

  it('tells at the start what an operator should know of the shared state, once', async () => {
    const state = { ...memoryState(clock), inspect: () => Promise.resolve(['It evicts.']) };
    await coreWith(state).start();
    expect(warned.filter((line) => line === 'It evicts.')).toHaveLength(1);
  });

  it('knows how far its projection is behind the database', async () => {
    const running = coreWith(memoryState(clock));
    expect(running.revocationMetrics).toEqual({
      projectedSeq: 0,
      identity: null,
      timeline: 0,
      committedSeq: 0,
      lagMs: null,
      trusted: false,
      rebuilds: 0,
    });
    await running.start();
    await running.services.clients.register({ clientId: 'a', name: 'A', scopes: [] });
    // The signing key and the client.
    const all = {
      projectedSeq: 2,
      committedSeq: 2,
      identity: 'memory',
      timeline: 1,
      lagMs: 0,
      trusted: true,
      rebuilds: 1,
    };
    expect(await eventually(() => running.revocationMetrics.projectedSeq, 2)).toBe(2);
    expect(running.revocationMetrics).toEqual(all);
    clock.steady += 6_000;
    expect(running.revocationMetrics).toMatchObject({ lagMs: 6_000, trusted: false });
  });

  it('forgets events of the audit after audit.retentionDays', async () => {
    const persistence = new MemoryPersistence(clock);
    const running = coreWith(memoryState(clock), { audit: { retentionDays: 30 } }, persistence);
    await running.start();
    await running.services.clients.register({ clientId: 'old', name: 'A', scopes: [] });
    clock.advance(29 * 86_400_000);
    await running.services.clients.register({ clientId: 'young', name: 'A', scopes: [] });
    const registered = async (): Promise<string> => {
      const { data } = await running.auditEvents.list({ event: 'oauth.client.registered' });
      return data.map(({ clientId }) => clientId).join();
    };
    expect(await registered()).toBe('young,old');
    clock.advance(86_400_001);
    expect(await eventually(registered, 'young')).toBe('young');
  });

  it('names in the audit of a scheduled rotation nobody, although a request may have led to it', async () => {
    const running = coreWith(memoryState(clock));
    await running.start();
    clock.advance(91 * 86_400_000);
    await running.actors.run({ ip: '192.0.2.1', internalApiKey: 1 }, () =>
      running.services.clients.register({ clientId: 'a', name: 'A', scopes: [] }),
    );
    const activated = async () =>
      (await running.auditEvents.list({ event: 'oauth.signing_key.activated' })).data;
    expect(await eventually(async () => (await activated()).length, 2)).toBe(2);
    expect((await activated()).map(({ ip }) => ip)).toEqual([null, null]);
    const [registered] = (await running.auditEvents.list({ clientId: 'a' })).data;
    expect(registered).toMatchObject({ ip: '192.0.2.1', metadata: { internalApiKey: 1 } });
  });

  it('does not start on a shared state that can never work, and leaves nothing open', async () => {
    const close = jest.fn(() => Promise.resolve());
    const state = { ...memoryState(clock), close, inspect: () => Promise.reject(new Error('too old')) };
    const failing = coreWith(state);
    await expect(failing.start()).rejects.toThrow('too old');
    expect([close.mock.calls.length, failing.ready]).toEqual([1, false]);
  });

  it('leaves nothing open when its store cannot be used either', async () => {
    const close = jest.fn(() => Promise.resolve());
    const persistence = new MemoryPersistence(clock);
    persistence.prepare = () => Promise.reject(new Error('no schema'));
    const failing = coreWith({ ...memoryState(clock), close }, {}, persistence);
    await expect(failing.start()).rejects.toThrow('no schema');
    expect([close.mock.calls.length, failing.ready]).toEqual([1, false]);
  });

  it('starts nothing more when it is stopped while it starts', async () => {
    const state = memoryState(clock);
    const subscribe = jest.spyOn(state.notifier, 'subscribe');
    const inspect = async (): Promise<readonly string[]> => {
      await core?.stop();
      return [];
    };
    await coreWith({ ...state, inspect }).start();
    expect([subscribe.mock.calls.length, core?.ready]).toEqual([0, false]);
  });
});
