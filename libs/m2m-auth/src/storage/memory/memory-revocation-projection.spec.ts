import type { Position } from '../../domain/changes/position.js';
import type { DenialSource } from '../../domain/changes/revocation-projection.js';
import { MemoryRevocationProjection } from './memory-revocation-projection.js';

const TOKEN = { jti: 'a', epoch: 1, kid: 'k' };
const START = Date.UTC(2026, 0, 1);

const at = (seq: number): Position => ({ identity: 'd', timeline: 1, seq, mark: `${seq}`, epoch: 0 });

describe('the projection in memory', () => {
  let now: number;
  let denied: boolean;
  let projection: MemoryRevocationProjection;
  const denial = () => ({ kind: 'jti' as const, id: 'a', expiresAt: new Date(START + 60_000), seq: 1 });
  const source: DenialSource = {
    snapshotDenials: () =>
      Promise.resolve({ denials: denied ? [denial()] : [], position: at(denied ? 1 : 0) }),
    denialsBetween: () => Promise.resolve(denied ? [denial()] : []),
    reconcile: () => Promise.resolve(at(denied ? 1 : 0)),
  };

  beforeEach(async () => {
    now = START;
    denied = false;
    projection = new MemoryRevocationProjection({ now: () => now, monotonic: () => now });
    await projection.start(source);
  });

  it('answers without a promise', () => {
    expect(projection.check(TOKEN)).toBe('live');
  });

  it('cannot tell when it was not brought up to date for 5 s, and can again after a pass', async () => {
    now += 5_000;
    expect(projection.check(TOKEN)).toBe('live');
    now += 1;
    expect(projection.check(TOKEN)).toBe('unknown');
    await projection.catchUp(at(0));
    expect(projection.check(TOKEN)).toBe('live');
  });

  it('denies what it knows to be denied, however old its knowledge', async () => {
    await projection.project([denial()]);
    now += 6_000;
    expect(projection.check(TOKEN)).toBe('denied');
  });

  it('is as old as the question, not as the answer', async () => {
    const slow: DenialSource = {
      ...source,
      denialsBetween: () => {
        now += 6_000;
        return Promise.resolve([]);
      },
    };
    const late = new MemoryRevocationProjection({ now: () => now, monotonic: () => now });
    await late.start(slow);
    await late.catchUp(at(1));
    expect(late.check(TOKEN)).toBe('unknown');
  });

  it('forgets a denial two minutes after the last token it concerns', async () => {
    denied = true;
    await projection.catchUp(at(1));
    now = START + 60_000 + 119_999;
    await projection.catchUp(at(1));
    expect(projection.check(TOKEN)).toBe('denied');
    now += 60_001;
    await projection.catchUp(at(1));
    expect(projection.check(TOKEN)).toBe('live');
  });
});
