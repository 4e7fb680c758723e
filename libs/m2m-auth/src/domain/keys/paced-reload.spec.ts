import { heldBack, TestClock } from '../../../../../test/support/domain.js';
import { turns } from '../../../../../test/support/managed-keys.js';
import { PacedReload } from './paced-reload.js';

describe('a read for those who miss something', () => {
  let clock: TestClock;
  let reads: ReturnType<typeof heldBack<void>>[];
  let reload: PacedReload;
  beforeEach(() => {
    jest.useFakeTimers();
    clock = new TestClock();
    reads = [];
    reload = new PacedReload(() => {
      const read = heldBack<void>();
      reads.push(read);
      return read.promise;
    }, clock);
  });
  afterEach(() => jest.useRealTimers());
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    jest.advanceTimersByTime(ms);
    await turns();
  };

  it('is one for all who ask before it begins', async () => {
    const asked = Promise.all(Array.from({ length: 1_000 }, () => reload.once()));
    await turns();
    expect(reads).toHaveLength(1);
    reads[0]?.release();
    await asked;
  });

  it('is another for who asks after it began: the answer may be older than the question', async () => {
    const first = reload.once();
    await turns();
    const second = reload.once();
    reads[0]?.release();
    await first;
    await turns();
    expect(reads).toHaveLength(1);
    await pass(100);
    expect(reads).toHaveLength(2);
    reads[1]?.release();
    await second;
  });

  it('is at most ten a second and one at a time, however many ask', async () => {
    for (let tick = 0; tick < 100; tick++) {
      void reload.once();
      await pass(10);
      reads.at(-1)?.release();
      await turns();
    }
    expect(reads.length).toBeGreaterThan(5);
    expect(reads.length).toBeLessThanOrEqual(11);
    void reload.once();
    await pass(100);
    void reload.once();
    const begun = reads.length;
    await pass(1_000);
    expect(reads).toHaveLength(begun);
  });

  it('rejects for all who waited for it when it fails, and is tried again for the next', async () => {
    const asked = [reload.once(), reload.once()];
    await turns();
    reads[0]?.fail(new Error('down'));
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = reload.once();
    await pass(100);
    reads[1]?.release();
    await expect(next).resolves.toBeUndefined();
  });
});
