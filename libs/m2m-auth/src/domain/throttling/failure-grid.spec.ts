import { TestClock } from '../../../../../test/support/domain.js';
import { FailureGrid, GRID_STEP_MS, type Arrival } from './failure-grid.js';

/** A grid whose time passes when the test says so. */
const start = () => {
  const clock = new TestClock();
  const timers: { readonly at: number; readonly task: () => void }[] = [];
  const grid = new FailureGrid(clock, (task, milliseconds) => {
    timers.push({ at: clock.monotonic() + milliseconds, task });
  });
  const refused: { readonly name: string; readonly at: number }[] = [];
  const began = clock.monotonic();
  const pass = async (milliseconds: number): Promise<void> => {
    for (let passed = 0; passed < milliseconds; passed++) {
      clock.advance(1);
      for (const due of timers.filter(({ at }) => at <= clock.monotonic())) {
        timers.splice(timers.indexOf(due), 1);
        due.task();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const refuse = (name: string, arrival: Arrival, usualMs?: number): void => {
    void arrival.turn(usualMs).then(() => refused.push({ name, at: clock.monotonic() - began }));
  };
  return { clock, grid, timers, refused, pass, refuse };
};

describe('FailureGrid', () => {
  it.each([0, 1, 4, 9])('refuses one step after the arrival when the work took %d ms', async (work) => {
    const { grid, pass, refuse, refused } = start();
    const arrival = grid.arrive();
    await pass(work);
    refuse('a', arrival);
    await pass(50);
    expect(refused).toEqual([{ name: 'a', at: GRID_STEP_MS }]);
  });

  it.each([
    [10, 20],
    [11, 20],
    [20, 30],
    [47, 50],
  ])('refuses at the next line of the grid when the work took %d ms: at %d', async (work, at) => {
    const { grid, pass, refuse, refused } = start();
    const arrival = grid.arrive();
    await pass(work);
    refuse('a', arrival);
    await pass(50);
    expect(refused).toEqual([{ name: 'a', at }]);
  });

  it('counts from the arrival of each request, not from a time of its own', async () => {
    const { grid, pass, refuse, refused } = start();
    refuse('a', grid.arrive());
    await pass(7);
    refuse('b', grid.arrive());
    await pass(20);
    expect(refused).toEqual([
      { name: 'a', at: 10 },
      { name: 'b', at: 17 },
    ]);
  });

  it.each([
    [2, 500],
    [170, 500],
    [200, 500],
    [390, 500],
    [580, 700],
    [601, 700],
  ])(
    'refuses between two multiples of a slow hash that takes 200 ms, when the work took %d ms: at %d',
    async (work, at) => {
      const { grid, pass, refuse, refused } = start();
      const arrival = grid.arrive();
      await pass(work);
      refuse('a', arrival, 200);
      await pass(900);
      expect(refused).toEqual([{ name: 'a', at }]);
    },
  );

  it('refuses those that arrived together in the order of their arrival, whoever was ready first', async () => {
    const { grid, pass, refuse, refused } = start();
    const [first, second, third] = [grid.arrive(), grid.arrive(), grid.arrive()];
    refuse('third', third);
    await pass(1);
    refuse('first', first);
    await pass(1);
    refuse('second', second);
    await pass(20);
    expect(refused.map(({ name }) => name)).toEqual(['first', 'second', 'third']);
  });

  it('has one timer for all that arrive in a millisecond, and none is left', async () => {
    const { grid, pass, refuse, refused, timers } = start();
    for (let index = 0; index < 100; index++) refuse('a', grid.arrive());
    expect(timers).toHaveLength(1);
    await pass(1);
    grid.arrive();
    expect(timers).toHaveLength(2);
    await pass(30);
    expect(refused).toHaveLength(100);
    expect(timers).toEqual([]);
  });

  it('holds no more than it may: the rest is refused at once', async () => {
    const { grid, pass, refuse, refused } = start();
    for (let index = 0; index < 10_100; index++) refuse('a', grid.arrive());
    await pass(1);
    expect(refused).toHaveLength(100);
    await pass(20);
    refuse('b', grid.arrive());
    await pass(1);
    expect(refused).toHaveLength(10_100);
  });
});
