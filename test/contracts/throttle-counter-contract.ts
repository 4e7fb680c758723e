import type { ThrottleCounter } from '../../libs/m2m-auth/src/domain/throttling/throttle-counter.js';
import type { FakeClock } from '../shared-state/support/fake-clock.js';

const WINDOW = 60_000;

/** What every counter does while its store is well. The clock stands at the beginning of a window. */
export const describeThrottleCounter = (
  adapter: string,
  make: () => Promise<{ counter: ThrottleCounter; clock: FakeClock }>,
): void => {
  describe(`a throttle counter: ${adapter}`, () => {
    let counter: ThrottleCounter;
    let clock: FakeClock;

    beforeEach(async () => {
      ({ counter, clock } = await make());
    });

    it('adds up within a window and says when it ends', async () => {
      await counter.add('a', 1, WINDOW);
      clock.advance(10_000);
      expect(await counter.add('a', 2, WINDOW)).toEqual({ count: 3, resetMs: 50_000 });
    });

    it('begins again with the next window', async () => {
      await counter.add('a', 5, WINDOW);
      clock.advance(WINDOW);
      expect(await counter.add('a', 1, WINDOW)).toEqual({ count: 1, resetMs: WINDOW });
    });

    it('looks without counting when the amount is 0', async () => {
      expect((await counter.add('a', 0, WINDOW)).count).toBe(0);
      await counter.add('a', 3, WINDOW);
      expect((await counter.add('a', 0, WINDOW)).count).toBe(3);
      expect((await counter.add('a', 0, WINDOW)).count).toBe(3);
    });

    it('keeps keys, and windows of different length, apart', async () => {
      await counter.add('a', 1, WINDOW);
      expect((await counter.add('b', 1, WINDOW)).count).toBe(1);
      expect((await counter.add('a', 1, 2 * WINDOW)).count).toBe(1);
    });

    it('tells long keys apart that differ in their last character', async () => {
      const long = 'x'.repeat(10_000);
      await counter.add(`${long}1`, 1, WINDOW);
      expect((await counter.add(`${long}2`, 1, WINDOW)).count).toBe(1);
    });

    it('loses no event of many at once', async () => {
      await Promise.all(Array.from({ length: 500 }, () => counter.add('a', 1, WINDOW)));
      expect((await counter.add('a', 0, WINDOW)).count).toBe(500);
    });
  });
};
