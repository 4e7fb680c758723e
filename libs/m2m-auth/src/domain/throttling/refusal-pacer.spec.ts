import { RefusalPacer } from './refusal-pacer.js';

describe('RefusalPacer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const count = async (pacer: RefusalPacer, callers: number): Promise<() => number> => {
    let released = 0;
    for (let caller = 0; caller < callers; caller += 1) void pacer.turn().then(() => (released += 1));
    await jest.advanceTimersByTimeAsync(0);
    return () => released;
  };

  it('does not delay single refusals', async () => {
    const released = await count(new RefusalPacer(), 8);
    expect(released()).toBe(8);
  });

  it('lets a crowd go a few at a time, everyone in the end', async () => {
    const released = await count(new RefusalPacer(), 500);
    expect(released()).toBe(8);
    await jest.advanceTimersByTimeAsync(5);
    expect(released()).toBe(16);
    await jest.advanceTimersByTimeAsync(400);
    expect(released()).toBe(500);
  });

  it('holds no more than it may: the rest is refused at once', async () => {
    const released = await count(new RefusalPacer(), 3_000);
    expect(released()).toBe(1_000);
  });

  it('keeps no timer when nobody waits', async () => {
    const pacer = new RefusalPacer();
    await count(pacer, 500);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(jest.getTimerCount()).toBe(0);
    const later = await count(pacer, 8);
    expect(later()).toBe(8);
  });
});
