import { systemClock } from './system-clock.js';
import { systemRandom } from './system-random.js';

describe('the adapters of this machine', () => {
  it('tell the wall clock in milliseconds, and a clock that never goes back', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(60_000);
    const before = systemClock.monotonic();
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(before);
  });

  it('draw as many bytes as asked, and different UUIDs of version 4', () => {
    expect(systemRandom.bytes(16)).toHaveLength(16);
    const uuids = [systemRandom.uuid(), systemRandom.uuid()];
    expect(uuids[0]).not.toBe(uuids[1]);
    for (const uuid of uuids)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
  });
});
