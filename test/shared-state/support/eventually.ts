import { setTimeout as pause } from 'node:timers/promises';

/** Waits until `probe` answers `expected`; answers what it saw last, so that the assertion can show it. */
export const eventually = async <T>(
  probe: () => T | Promise<T>,
  expected: T,
  withinMs = 8_000,
): Promise<T> => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await probe();
    if (Object.is(seen, expected) || performance.now() > deadline) return seen;
    await pause(10);
  }
};
