import { startProcess, TestClock, type TestProcess } from '../../../../../test/support/domain.js';
import { temporarilyUnavailable } from '../../oauth/errors.js';
import { memoryState } from '../../storage/memory/index.js';
import type { SharedState } from '../shared-state/shared-state.js';

const TOKEN = { jti: 'j-1', epoch: 1, kid: 'k' };

/** Shared state whose projection can be made to refuse, as Redis does. */
const refusable = (clock: TestClock): { state: SharedState; refuse: (refuses: boolean) => void } => {
  const state = memoryState(clock);
  const project = state.projection.project.bind(state.projection);
  let refuses = false;
  state.projection.project = async (denials) => {
    if (refuses) throw temporarilyUnavailable({ detail: 'not projected' });
    await project(denials);
  };
  return { state, refuse: (value) => (refuses = value) };
};

describe('writing what other processes cache or ask', () => {
  let process: TestProcess;
  let refuse: (refuses: boolean) => void;
  let announced: number;

  beforeEach(async () => {
    const clock = new TestClock();
    const shared = refusable(clock);
    refuse = shared.refuse;
    process = await startProcess({ clock, state: shared.state });
    await process.clients.register({ clientId: 'a', name: 'A', scopes: [] });
    await Promise.resolve();
    announced = 0;
    process.state.notifier.subscribe(() => (announced += 1));
  });

  it('is acknowledged only when guards can see it: 503 while it cannot be projected', async () => {
    refuse(true);
    await expect(process.revocation.revokeToken('a', { jti: TOKEN.jti })).rejects.toMatchObject({
      status: 503,
      code: 'temporarily_unavailable',
    });
    expect(process.revocations.check(TOKEN)).toBe('live');
    // It stands in the truth all the same …
    expect(await process.persistence.revocations.isDenied(TOKEN)).toBe(true);
    // … and the loop brings it to the guards, without anyone asking again.
    await process.loop.pass();
    expect(process.revocations.check(TOKEN)).toBe('denied');
  });

  it('can be repeated after a 503 without harm', async () => {
    refuse(true);
    await expect(process.clients.deactivate('a')).rejects.toMatchObject({ status: 503 });
    refuse(false);
    expect(await process.clients.deactivate('a')).toMatchObject({ isActive: false });
  });

  it('is announced also when it could not be projected: others can read it from the truth', async () => {
    refuse(true);
    await expect(process.revocation.revokeAllTokens('a')).rejects.toThrow();
    await Promise.resolve();
    expect(announced).toBe(1);
  });

  it('drops the own cached rows at once, projected or not', async () => {
    const cached = await process.cache.find('a');
    expect(process.cache.find('a')).toBe(cached);
    refuse(true);
    await expect(process.clients.deactivate('a')).rejects.toThrow();
    expect(await process.cache.find('a')).toMatchObject({ client: { isActive: false } });
  });

  it('leaves nothing behind when the work fails: no change, no denial, no message', async () => {
    const before = (await process.persistence.revocations.changesAfter(0)).committed;
    const version = process.feed.version;
    const work = process.writer.write(async (tx) => {
      await tx.record({
        changes: [{ kind: 'client', subject: 'a' }],
        denials: [{ kind: 'jti', id: TOKEN.jti, expiresAt: new Date(process.clock.now() + 1) }],
      });
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await process.persistence.revocations.isDenied(TOKEN)).toBe(false);
    expect((await process.persistence.revocations.changesAfter(0)).committed).toBe(before);
    expect([process.feed.version, announced]).toEqual([version, 0]);
  });
});
