import type { Rewind } from './history.js';
import { RewindReport } from './rewind-report.js';

const position = { identity: 'i', timeline: 1, seq: 5, mark: 'm', epoch: 1 };
const REWIND: Rewind = {
  from: position,
  revised: { position, began: true, recovered: 0, lostEpochs: 0, renewedSecrets: 0, endedKeys: [] },
};

describe('the report of databases that went back', () => {
  let now = 0;
  const report = new RewindReport({ monotonic: () => now });
  const tell = (at: number): boolean => {
    now = at;
    return report.tell(REWIND).includes('REDIS_KEY_PREFIX');
  };

  it('says that two databases compete at the third within ten minutes, and not before', () => {
    expect([tell(0), tell(1_000), tell(600_000)]).toEqual([false, false, true]);
    expect(tell(600_500)).toBe(true);
  });

  it('forgets those of longer ago', () => {
    expect([tell(2_000_000), tell(2_300_000), tell(2_600_001), tell(2_800_000)]).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});
