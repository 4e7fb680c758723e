import fc from 'fast-check';
import { OAuthError } from '../../oauth/oauth-error.js';
import { BoundedLane } from './bounded-lane.js';

/** Runs tasks that end when told, and writes down which started and which were refused. Capitals are known. */
class Traffic {
  readonly started: string[] = [];
  readonly refused: string[] = [];
  running = 0;
  private readonly ends: (() => void)[] = [];

  constructor(private readonly lane: BoundedLane) {}

  async send(...names: string[]): Promise<void> {
    for (const name of names) {
      const task = () =>
        new Promise<void>((resolve) => {
          this.started.push(name);
          this.running++;
          this.ends.push(resolve);
        });
      const rank = name.charAt(0) === name.charAt(0).toUpperCase() ? 'known' : 'stranger';
      this.lane.run(name.charAt(0), task, rank).catch((error: unknown) => {
        if (error instanceof OAuthError && error.status === 503) this.refused.push(name);
      });
    }
    await settled();
  }

  async end(tasks = 1): Promise<void> {
    for (let n = 0; n < tasks; n++) {
      this.running -= this.ends.length > 0 ? 1 : 0;
      this.ends.shift()?.();
      await settled();
    }
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the bounded lane', () => {
  it('runs no more at once than it has slots, the others in turn', async () => {
    const traffic = new Traffic(new BoundedLane({ slots: 2 }));
    await traffic.send('a1', 'a2', 'a3', 'a4');
    expect(traffic.started).toEqual(['a1', 'a2']);
    await traffic.end();
    expect(traffic.started).toEqual(['a1', 'a2', 'a3']);
    await traffic.end(3);
    await traffic.send('a5');
    expect(traffic.started).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
  });

  it('lets keys take turns, so that a flood delays another key by one task', async () => {
    const traffic = new Traffic(new BoundedLane({ slots: 1 }));
    await traffic.send('a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2');
    await traffic.end(6);
    expect(traffic.started).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });

  it('refuses with 503 and Retry-After what finds the queue full of its own key', async () => {
    const lane = new BoundedLane({ slots: 1, maxQueue: 2 });
    const traffic = new Traffic(lane);
    await traffic.send('a1', 'a2', 'a3');
    await expect(lane.run('a', async () => 'never')).rejects.toMatchObject({
      code: 'temporarily_unavailable',
      status: 503,
      headers: { 'retry-after': expect.stringMatching(/^[1-9]\d*$/) },
    });
    await traffic.end(3);
    expect(traffic.started).toEqual(['a1', 'a2', 'a3']);
  });

  it('gives a fresh key the newest place of the key that holds most of a full queue', async () => {
    const traffic = new Traffic(new BoundedLane({ slots: 1, maxQueue: 3 }));
    await traffic.send('a1', 'a2', 'a3', 'a4', 'b1');
    expect(traffic.refused).toEqual(['a4']);
    await traffic.send('b2');
    expect(traffic.refused).toEqual(['a4', 'b2']);
    await traffic.end(3);
    expect(traffic.started).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('refuses a newcomer rather than shed a key that holds no more than it', async () => {
    const traffic = new Traffic(new BoundedLane({ slots: 1, maxQueue: 2 }));
    await traffic.send('a1', 'b1', 'c1', 'd1');
    expect(traffic.refused).toEqual(['d1']);
  });

  it('lets the known go first, in turn, and a stranger after every three of them', async () => {
    const traffic = new Traffic(new BoundedLane({ slots: 1 }));
    await traffic.send('a0', 'a1', 'a2', 'b1', 'X1', 'X2', 'X3', 'X4', 'Y1', 'Y2');
    await traffic.end(10);
    expect(traffic.started).toEqual(['a0', 'X1', 'Y1', 'X2', 'a1', 'Y2', 'X3', 'X4', 'b1', 'a2']);
  });

  it('keeps the places of the known for them, however many strangers wait', async () => {
    const traffic = new Traffic(new BoundedLane({ slots: 1, maxQueue: 2 }));
    await traffic.send('a1', 'b1', 'c1', 'd1', 'X1', 'Y1', 'Z1');
    expect(traffic.refused).toEqual(['d1', 'Z1']);
    await traffic.end(4);
    expect(traffic.started).toEqual(['a1', 'X1', 'Y1', 'b1', 'c1']);
  });

  it('passes the slot on when a task fails, and hands its error through', async () => {
    const lane = new BoundedLane({ slots: 1 });
    const failing = lane.run('a', () => Promise.reject(new Error('broken')));
    const next = lane.run('a', async () => 'ran');
    await expect(failing).rejects.toThrow('broken');
    await expect(next).resolves.toBe('ran');
  });

  it('refuses what has waited for the longest time allowed, and gives its place away', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const traffic = new Traffic(new BoundedLane({ slots: 1, maxQueue: 1, maxWaitMs: 1_000 }));
      await traffic.send('a1', 'a2');
      jest.advanceTimersByTime(999);
      await settled();
      expect(traffic.refused).toEqual([]);
      jest.advanceTimersByTime(1);
      await settled();
      expect(traffic.refused).toEqual(['a2']);
      await traffic.send('a3');
      await traffic.end();
      jest.advanceTimersByTime(1_000);
      await settled();
      expect(traffic.started).toEqual(['a1', 'a3']);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('keeps its bounds and loses nothing under any traffic', async () => {
    const step = fc.constantFrom('a', 'b', 'c', 'X', 'Y', 'Z', 'end', 'end');
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 1, max: 3 }),
        async (steps, slots) => {
          const maxQueue = 4;
          const traffic = new Traffic(new BoundedLane({ slots, maxQueue }));
          const sent: string[] = [];
          for (const [index, name] of steps.entries()) {
            if (name === 'end') await traffic.end();
            else await traffic.send((sent[sent.length] = `${name}${index}`));
            const gone = new Set([...traffic.started, ...traffic.refused]);
            const [known, strangers] = [/^[A-Z]/, /^[a-z]/].map(
              (rank) => sent.filter((each) => rank.test(each) && !gone.has(each)).length,
            );
            expect(Math.max(known ?? 0, strangers ?? 0)).toBeLessThanOrEqual(maxQueue);
            const waiting = (known ?? 0) + (strangers ?? 0);
            expect(traffic.running).toBe(Math.min(slots, traffic.running + waiting));
          }
          await traffic.end(steps.length + 2 * maxQueue);
          expect([...traffic.started, ...traffic.refused].sort()).toEqual([...sent].sort());
        },
      ),
      { numRuns: 60 },
    );
  });
});
