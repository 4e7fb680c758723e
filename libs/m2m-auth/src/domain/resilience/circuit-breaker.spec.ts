import fc from 'fast-check';
import { heldBack, TestClock } from '../../../../../test/support/domain.js';
import { PersistenceError } from '../stores/persistence-errors.js';
import { CircuitBreaker, CircuitOpenError } from './circuit-breaker.js';

describe('the circuit breaker', () => {
  let clock: TestClock;
  let breaker: CircuitBreaker;
  let asked: number;
  beforeEach(() => {
    clock = new TestClock();
    breaker = new CircuitBreaker(clock);
    asked = 0;
  });
  const call = (outcome: 'up' | 'down'): Promise<string> =>
    breaker
      .run(async () => {
        asked += 1;
        if (outcome === 'down') throw new Error('down');
        return 'up';
      })
      .catch((error: unknown) => (error instanceof CircuitOpenError ? 'open' : 'down'));
  const fail = async (times: number): Promise<void> => {
    for (let n = 0; n < times; n += 1) await call('down');
  };

  it('opens after five failures in a row and asks nothing for a second', async () => {
    await fail(5);
    expect([await call('up'), asked]).toEqual(['open', 5]);
    clock.steady += 999;
    expect([await call('up'), asked]).toEqual(['open', 5]);
    clock.steady += 1;
    expect([await call('up'), asked]).toEqual(['up', 6]);
  });

  it('stays closed while failures are not in a row', async () => {
    for (let n = 0; n < 3; n += 1) {
      await fail(4);
      expect(await call('up')).toBe('up');
    }
  });

  it('is not opened by a store that answers that it has gone back, and closed by one', async () => {
    const goneBack = (): Promise<unknown> =>
      breaker.run(() => Promise.reject(new PersistenceError('went-back'))).catch((error: unknown) => error);
    for (let n = 0; n < 10; n += 1) expect(await goneBack()).toMatchObject({ reason: 'went-back' });
    expect(await call('up')).toBe('up');
    await fail(5);
    clock.steady += 1_000;
    expect(await goneBack()).toMatchObject({ reason: 'went-back' });
    expect(await call('up')).toBe('up');
  });

  it('lets one call try when the second is over, and no other beside it', async () => {
    await fail(5);
    clock.steady += 1_000;
    const probe = heldBack<string>();
    const trying = breaker.run(() => probe.promise);
    expect([await call('up'), await call('up'), asked]).toEqual(['open', 'open', 5]);
    probe.release('up');
    expect(await trying).toBe('up');
    expect(await call('up')).toBe('up');
  });

  it('opens for another second when the one that tried has failed, and needs five again once it is closed', async () => {
    await fail(5);
    clock.steady += 1_000;
    expect([await call('down'), await call('up')]).toEqual(['down', 'open']);
    clock.steady += 1_000;
    expect(await call('up')).toBe('up');
    await fail(4);
    expect(await call('up')).toBe('up');
  });

  it('is not kept open, nor closed, by calls that began before it opened', async () => {
    const late = [heldBack<string>(), heldBack<string>()] as const;
    const begun = late.map(({ promise }) => breaker.run(() => promise).catch(() => 'down'));
    await fail(5);
    late[0].release('up');
    await begun[0];
    expect(await call('up')).toBe('open');
    clock.steady += 1_000;
    late[1].fail(new Error('down'));
    await begun[1];
    expect(await call('up')).toBe('up');
  });

  it('passes on what the work throws, at once or later', async () => {
    const error = new Error('mine');
    await expect(breaker.run(() => Promise.reject(error))).rejects.toBe(error);
    const throws = (): Promise<never> => {
      throw error;
    };
    await expect(breaker.run(throws)).rejects.toBe(error);
  });

  it('is open exactly for a second after the fifth failure in a row or a failed probe, whatever the order', async () => {
    const step = fc.oneof(
      fc.constantFrom<'up' | 'down'>('up', 'down', 'down', 'down'),
      fc.integer({ min: 1, max: 1_500 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        clock = new TestClock();
        breaker = new CircuitBreaker(clock);
        let [inARow, until] = [0, Number.NEGATIVE_INFINITY];
        for (const given of steps) {
          if (typeof given === 'number') {
            clock.steady += given;
            continue;
          }
          const open = clock.steady < until;
          expect(await call(given)).toBe(open ? 'open' : given);
          if (open) continue;
          inARow = given === 'up' ? 0 : inARow + 1;
          until = inARow >= 5 ? clock.steady + 1_000 : Number.NEGATIVE_INFINITY;
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
