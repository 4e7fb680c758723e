import { OutageBreaker } from './outage-breaker.js';

describe('the breaker before the database', () => {
  let now: number;
  let breaker: OutageBreaker;
  beforeEach(() => {
    now = 0;
    breaker = new OutageBreaker(() => now);
  });
  const fail = (times: number): void => {
    for (let n = 0; n < times; n += 1) breaker.failed();
  };

  it('turns requests away for a second after five failures in a row, and then lets one of them try', () => {
    fail(4);
    expect(breaker.admits()).toBe(true);
    fail(1);
    now = 999;
    expect(breaker.admits()).toBe(false);
    now = 1_000;
    expect([breaker.admits(), breaker.admits()]).toEqual([true, false]);
    now = 2_000;
    expect([breaker.admits(), breaker.admits()]).toEqual([true, false]);
  });

  it('waits for another second when the one that tried has failed', () => {
    fail(5);
    now = 1_000;
    expect(breaker.admits()).toBe(true);
    now = 1_800;
    fail(1);
    now = 2_799;
    expect(breaker.admits()).toBe(false);
    now = 2_800;
    expect(breaker.admits()).toBe(true);
  });

  it('lets everybody in again when one has succeeded, and starts to count anew', () => {
    fail(5);
    breaker.succeeded();
    fail(4);
    expect([breaker.admits(), breaker.admits()]).toEqual([true, true]);
  });
});
