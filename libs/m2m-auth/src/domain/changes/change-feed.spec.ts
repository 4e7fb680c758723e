import { TestClock } from '../../../../../test/support/domain.js';
import type { ChangeBatch } from './change.js';
import { ChangeFeed } from './change-feed.js';

const nothing = (committed: number): ChangeBatch => ({ changes: [], committed, truncated: false });

describe('the place in the changes', () => {
  let clock: TestClock;
  let answers: (() => ChangeBatch)[];
  let asked: number[];
  let told: ChangeBatch[];
  let feed: ChangeFeed;

  beforeEach(() => {
    clock = new TestClock();
    answers = [];
    asked = [];
    told = [];
    const changesAfter = async (after: number): Promise<ChangeBatch> => {
      asked.push(after);
      return answers.shift()?.() ?? nothing(after);
    };
    feed = new ChangeFeed({ changesAfter }, clock);
    feed.onChanges((batch) => told.push(batch));
  });

  it('is not fresh before the first read', () => {
    expect(feed.fresh).toBe(false);
  });

  it('is fresh for 5 s after a read by the clock that never jumps, whatever the wall clock does', async () => {
    await feed.read();
    clock.wall -= 86_400_000;
    clock.steady += 5_000;
    expect(feed.fresh).toBe(true);
    clock.steady += 1;
    expect(feed.fresh).toBe(false);
  });

  it('is as old as the question: an answer that was long on its way does not make it fresh', async () => {
    answers = [
      () => {
        clock.steady += 5_001;
        return nothing(0);
      },
    ];
    await feed.read();
    expect(feed.fresh).toBe(false);
  });

  it('does not grow younger by a read that failed', async () => {
    await feed.read();
    clock.steady += 5_001;
    answers = [
      () => {
        throw new Error('down');
      },
    ];
    await expect(feed.read()).rejects.toThrow('down');
    expect(feed.fresh).toBe(false);
  });

  it('reads on from the committed counter, also when what it counted names nothing, and never goes back', async () => {
    answers = [() => nothing(7), () => nothing(3), () => nothing(7)];
    expect(await feed.read()).toBe(7);
    expect(await feed.read()).toBe(3);
    await feed.read();
    expect(asked).toEqual([0, 7, 7]);
    expect(told).toEqual([]);
  });

  it('tells of batches that name something and of those before which changes were lost, and moves its version', async () => {
    const change = { seq: 1, kind: 'client', subject: 'a' } as const;
    answers = [
      () => ({ changes: [change], committed: 1, truncated: false }),
      () => nothing(2),
      () => ({ ...nothing(9), truncated: true }),
    ];
    await feed.read();
    expect([told.length, feed.version]).toEqual([1, 1]);
    await feed.read();
    expect([told.length, feed.version]).toEqual([1, 1]);
    await feed.read();
    expect([told.length, feed.version]).toEqual([2, 2]);
  });

  it('tells of own changes at once, without skipping what others have committed meanwhile', async () => {
    feed.noteOwn([{ kind: 'client', subject: 'own' }]);
    expect(told[0]?.changes[0]).toMatchObject({ kind: 'client', subject: 'own' });
    expect(feed.version).toBe(1);
    await feed.read();
    expect(asked).toEqual([0]);
  });
});
