import { heldBack, TestClock } from '../../../../../test/support/domain.js';
import { MemoryChangeNotifier } from '../../storage/memory/memory-change-notifier.js';
import type { ChangeBatch } from './change.js';
import { ChangeFeed } from './change-feed.js';
import { ChangeLoop } from './change-loop.js';

describe('the loop', () => {
  let clock: TestClock;
  let reads: ReturnType<typeof heldBack<ChangeBatch>>[];
  let caughtUp: number[];
  let purges: number[];
  let purge: () => Promise<number>;
  let catchUp: (committed: number) => Promise<void>;
  let errors: unknown[];
  let notifier: MemoryChangeNotifier;
  let loop: ChangeLoop;

  beforeEach(() => {
    clock = new TestClock();
    reads = [];
    caughtUp = [];
    purges = [];
    errors = [];
    purge = () => Promise.resolve(0);
    catchUp = async (committed) => void caughtUp.push(committed);
    notifier = new MemoryChangeNotifier();
    const changesAfter = (): Promise<ChangeBatch> => {
      const read = heldBack<ChangeBatch>();
      reads.push(read);
      return read.promise;
    };
    const projection = { catchUp: (committed: number) => catchUp(committed) };
    const persistence = {
      purge: (limit: number) => {
        purges.push(limit);
        return purge();
      },
    };
    const feed = new ChangeFeed({ changesAfter }, clock);
    loop = new ChangeLoop(feed, projection, notifier, persistence, clock, (error) => errors.push(error));
  });
  afterEach(async () => {
    const stopped = loop.stop();
    answer();
    await stopped;
  });

  const answer = (committed = 0): void => reads.at(-1)?.release({ changes: [], committed, truncated: false });
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const wholePass = async (): Promise<void> => {
    const pass = loop.pass();
    answer();
    await pass;
  };

  it('joins calls into the pass that runs, and makes one more for all that came during it', async () => {
    const passes = [loop.pass(), loop.pass(), loop.pass()];
    expect(reads).toHaveLength(1);
    answer(1);
    await turns();
    expect(reads).toHaveLength(2);
    answer(2);
    await Promise.all(passes);
    expect(reads).toHaveLength(2);
    expect(caughtUp).toEqual([1, 2]);
  });

  it('ends a pass for its caller although another one was asked for meanwhile, as when each takes longer than a second', async () => {
    const first = loop.pass();
    const second = loop.pass();
    answer(1);
    await first;
    await turns();
    expect(reads).toHaveLength(2);
    const third = loop.pass();
    answer(2);
    await second;
    await turns();
    answer(3);
    await third;
    expect(caughtUp).toEqual([1, 2, 3]);
  });

  it('reads again for a message that came during a pass: the pass may have read just before', async () => {
    loop.start();
    const pass = loop.pass();
    notifier.announce();
    await turns();
    answer(1);
    await turns();
    expect(reads).toHaveLength(2);
    await pass;
    answer(2);
    await turns();
    expect(caughtUp).toEqual([1, 2]);
  });

  it('goes on after errors of the truth, of the projection and of purging, and tells each', async () => {
    const failures = [new Error('truth'), new Error('projection'), new Error('purge')] as const;
    const first = loop.pass();
    reads[0]?.fail(failures[0]);
    await first;
    catchUp = () => Promise.reject(failures[1]);
    await wholePass();
    catchUp = async (committed) => void caughtUp.push(committed);
    purge = () => Promise.reject(failures[2]);
    clock.advance(60_000);
    await wholePass();
    expect(errors).toEqual([...failures]);
    await wholePass();
    expect(caughtUp).toHaveLength(2);
  });

  it('begins the tasks of others in each pass that could read, and waits for none of them', async () => {
    let begun = 0;
    loop.eachPass(() => void (begun += 1));
    catchUp = () => Promise.reject(new Error('projection'));
    await wholePass();
    const failed = loop.pass();
    reads.at(-1)?.fail(new Error('truth'));
    await failed;
    await wholePass();
    expect(begun).toBe(2);
  });

  it.each([
    [2_000, 1],
    [2_001, 0],
  ])('after a read that took %d ms it brings the projection up to date %d times', async (ms, times) => {
    const pass = loop.pass();
    clock.advance(ms);
    answer();
    await pass;
    expect(caughtUp).toHaveLength(times);
  });

  it('purges once a minute, in batches', async () => {
    clock.advance(59_999);
    await wholePass();
    expect(purges).toEqual([]);
    clock.advance(1);
    await wholePass();
    await wholePass();
    expect(purges).toEqual([1_000]);
    clock.advance(60_000);
    await wholePass();
    expect(purges).toEqual([1_000, 1_000]);
  });

  it('reads the changes between two batches of a backlog, and ends with the batch that is not full', async () => {
    const left = [1_000, 1_000, 999];
    purge = () => Promise.resolve(left.shift() ?? 0);
    clock.advance(60_000);
    for (const done of [1, 2, 3, 3]) {
      await wholePass();
      expect(purges).toHaveLength(done);
    }
    expect(caughtUp).toHaveLength(4);
  });

  it('waits for the running pass when it is stopped, and begins no other', async () => {
    const pass = loop.pass();
    void loop.pass();
    let stopped = false;
    const stop = loop.stop().then(() => (stopped = true));
    await turns();
    expect(stopped).toBe(false);
    answer();
    await Promise.all([pass, stop]);
    await loop.pass();
    notifier.announce();
    await turns();
    expect(reads).toHaveLength(1);
  });

  it('passes each second by itself until it is stopped', async () => {
    jest.useFakeTimers();
    try {
      loop.start();
      jest.advanceTimersByTime(999);
      expect(reads).toHaveLength(0);
      jest.advanceTimersByTime(1);
      expect(reads).toHaveLength(1);
      answer();
      await loop.stop();
      jest.advanceTimersByTime(5_000);
      expect(reads).toHaveLength(1);
    } finally {
      jest.useRealTimers();
    }
  });
});
