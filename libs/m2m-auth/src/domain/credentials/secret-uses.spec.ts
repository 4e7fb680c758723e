import { heldBack, TestClock } from '../../../../../test/support/domain.js';
import type { SecretUse } from './secret-use-store.js';
import { SecretUses } from './secret-uses.js';

const MINUTE = 60_000;

const build = (maxSecrets?: number) => {
  const clock = new TestClock();
  const written: (readonly SecretUse[])[] = [];
  const errors: unknown[] = [];
  const store = {
    outcome: (): Promise<readonly string[]> => Promise.resolve([]),
    recordSecretUses: (uses: readonly SecretUse[]) => {
      written.push(uses);
      return store.outcome();
    },
  };
  const uses = new SecretUses({ store, clock, onError: (error) => void errors.push(error), maxSecrets });
  const secretsWritten = (): string[][] => written.map((batch) => batch.map(({ secretId }) => secretId));
  return { clock, written, secretsWritten, errors, store, uses };
};

describe('the uses of secrets', () => {
  it('are written with the next look, as how long ago they were', async () => {
    const { clock, written, uses } = build();
    uses.note('a');
    clock.advance(300);
    uses.note('b');
    clock.advance(700);
    await uses.tend();
    expect(written).toEqual([
      [
        { secretId: 'a', agoMs: 1_000 },
        { secretId: 'b', agoMs: 700 },
      ],
    ]);
  });

  it('of one secret are written once a minute, as the newest', async () => {
    const { clock, written, uses } = build();
    for (let second = 0; second <= 120; second += 1) {
      uses.note('a');
      await uses.tend();
      clock.advance(1_000);
    }
    expect(written).toEqual(Array(3).fill([{ secretId: 'a', agoMs: 0 }]));
  });

  it('ask nothing of the store when there are none', async () => {
    const { clock, written, uses } = build();
    await uses.tend();
    uses.note('a');
    await uses.tend();
    clock.advance(MINUTE);
    await uses.tend();
    await uses.stop();
    expect(written).toHaveLength(1);
  });

  it('do not depend on the wall clock', async () => {
    const { clock, written, uses } = build();
    uses.note('a');
    clock.wall -= 3_600_000;
    clock.steady += 10;
    await uses.tend();
    expect(written).toEqual([[{ secretId: 'a', agoMs: 10 }]]);
  });

  it('are not lost when they happen while others are written', async () => {
    const { clock, written, store, uses } = build();
    const answer = heldBack<readonly string[]>();
    store.outcome = () => answer.promise;
    uses.note('a');
    const first = uses.tend();
    expect(uses.tend()).toBe(first);
    clock.advance(5);
    uses.note('a');
    answer.release([]);
    await first;
    clock.advance(MINUTE);
    await uses.tend();
    expect(written).toEqual([[{ secretId: 'a', agoMs: 0 }], [{ secretId: 'a', agoMs: MINUTE }]]);
  });

  it('are tried again a few seconds after the store has failed, with their age by then', async () => {
    const { clock, written, errors, store, uses } = build();
    const failure = new Error('away');
    store.outcome = () => Promise.reject(failure);
    uses.note('a');
    await uses.tend();
    await uses.tend();
    expect([written.length, errors]).toEqual([1, [failure]]);
    store.outcome = () => Promise.resolve([]);
    clock.advance(5_000);
    await uses.tend();
    await uses.tend();
    expect(written[1]).toEqual([{ secretId: 'a', agoMs: 5_000 }]);
    expect(written).toHaveLength(2);
  });

  it('of a secret that somebody holds are tried again with the next look, those of others are not', async () => {
    const { clock, secretsWritten, store, uses } = build();
    store.outcome = () => Promise.resolve(['b']);
    for (const id of ['a', 'b', 'c']) uses.note(id);
    await uses.tend();
    store.outcome = () => Promise.resolve([]);
    clock.advance(1_000);
    await uses.tend();
    expect(secretsWritten()).toEqual([['a', 'b', 'c'], ['b']]);
  });

  it('are all written at the end, those of the last minute too', async () => {
    const { clock, written, uses } = build();
    uses.note('a');
    await uses.tend();
    clock.advance(1_000);
    uses.note('a');
    uses.note('b');
    await uses.stop();
    expect(written[1]).toEqual([
      { secretId: 'a', agoMs: 0 },
      { secretId: 'b', agoMs: 0 },
    ]);
  });

  it('harm nobody at the end when the store is away', async () => {
    const { errors, store, uses } = build();
    store.outcome = () => Promise.reject(new Error('away'));
    uses.note('a');
    await expect(uses.stop()).resolves.toBeUndefined();
    expect(errors).toHaveLength(1);
  });

  it('are forgotten a minute after the last one was written', async () => {
    const { clock, uses } = build();
    for (let n = 0; n < 100; n += 1) uses.note(`secret-${n}`);
    await uses.tend();
    expect(uses.size).toBe(100);
    clock.advance(MINUTE);
    await uses.tend();
    expect(uses.size).toBe(0);
  });

  it('are kept of a bounded number of secrets, and somebody is told when those are not all', async () => {
    const { errors, uses } = build(2);
    for (const id of ['a', 'b', 'a', 'c']) uses.note(id);
    expect(uses.size).toBe(2);
    expect(errors).toEqual([
      expect.objectContaining({ detail: expect.stringContaining('lastUsedAt') as string }),
    ]);
  });

  it('are written in batches, so that one statement stays short', async () => {
    const { secretsWritten, uses } = build();
    for (let n = 0; n < 2_500; n += 1) uses.note(`secret-${n}`);
    await uses.tend();
    expect(secretsWritten().map((batch) => batch.length)).toEqual([1_000, 1_000, 500]);
    expect(new Set(secretsWritten().flat()).size).toBe(2_500);
  });
});
