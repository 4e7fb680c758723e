import fc from 'fast-check';
import { boundedKey } from './throttle-key.js';
import { WindowCounter } from './window-counter.js';

describe('the counters of one process', () => {
  it('are never more than the limit, and those used last stay', () => {
    const counter = new WindowCounter(3);
    for (const key of ['a', 'b', 'c', 'a', 'd']) counter.add(key, 1, 1_000, 0);
    expect(counter.size).toBe(3);
    expect(counter.add('a', 0, 1_000, 0).count).toBe(2);
    expect(counter.add('b', 0, 1_000, 0).count).toBe(0);
  });

  it('are not made by looking', () => {
    const counter = new WindowCounter();
    counter.add('a', 0, 1_000, 0);
    expect(counter.size).toBe(0);
  });

  it('count what came in the same window, and the window always ends', () => {
    const events = fc.array(fc.record({ gap: fc.nat(700), amount: fc.integer({ min: 1, max: 5 }) }));
    const property = fc.property(events, (given) => {
      const counter = new WindowCounter();
      const seen = new Map<number, number>();
      let now = 0;
      for (const { gap, amount } of given) {
        now += gap;
        const window = Math.floor(now / 1_000);
        seen.set(window, (seen.get(window) ?? 0) + amount);
        const { count, resetMs } = counter.add('a', amount, 1_000, now);
        expect(count).toBe(seen.get(window));
        expect(now + resetMs).toBe((window + 1) * 1_000);
      }
    });
    fc.assert(property);
  });
});

describe('the key of a counter', () => {
  it('is short whatever it is made of, and differs where the input differs', () => {
    const property = fc.property(fc.string({ maxLength: 400 }), fc.string({ maxLength: 400 }), (a, b) => {
      expect(boundedKey(a).length).toBeLessThanOrEqual(96);
      expect(boundedKey(a) === boundedKey(b)).toBe(a === b);
    });
    fc.assert(property);
  });
});
