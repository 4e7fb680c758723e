import fc from 'fast-check';
import { TestClock } from '../../../../../test/support/domain.js';
import { RecentLiveTokens } from './recent-live-tokens.js';

const TOKEN = { jti: 'j', epoch: 7, kid: 'k' };
const HOUR = 3_600_000;

describe('tokens that were live a moment ago', () => {
  let clock: TestClock;
  let recent: RecentLiveTokens;
  beforeEach(() => {
    clock = new TestClock();
    recent = new RecentLiveTokens({ graceMs: 5_000, denialMs: HOUR, maxLive: 3, maxDenied: 3 }, clock);
  });
  const seen = (token = TOKEN): void => recent.remember(token, clock.monotonic(), recent.version);

  it('are recalled for the grace, by the clock that never jumps, and not a millisecond longer', () => {
    seen();
    clock.wall += HOUR;
    clock.steady += 5_000;
    expect(recent.recall(TOKEN)).toBe('live');
    clock.steady += 1;
    expect(recent.recall(TOKEN)).toBeUndefined();
  });

  it.each([
    { ...TOKEN, jti: 'other' },
    { ...TOKEN, epoch: 8 },
    { ...TOKEN, kid: 'other' },
    { ...TOKEN, kid: 'kj', jti: '' },
    { ...TOKEN, kid: '', jti: 'kj' },
  ])('are those very tokens and no others: %j', (other) => {
    seen();
    expect(recent.recall(other)).toBeUndefined();
  });

  it('are no more than fit: the oldest goes, and one that was seen again is young', () => {
    const tokens = ['a', 'b', 'c'].map((jti) => ({ ...TOKEN, jti }));
    const [a = TOKEN, b = TOKEN, c = TOKEN] = tokens;
    tokens.forEach(seen);
    seen(a);
    seen();
    expect([a, b, c, TOKEN].map((token) => recent.recall(token))).toEqual([
      'live',
      undefined,
      'live',
      'live',
    ]);
  });

  it('are none any more when anything has changed, and an answer to an older question does not bring one back', () => {
    const { version } = recent;
    seen();
    recent.drop({ changes: [{ seq: 1, kind: 'client', subject: 'a' }] });
    expect(recent.recall(TOKEN)).toBeUndefined();
    recent.remember(TOKEN, clock.monotonic(), version);
    expect(recent.recall(TOKEN)).toBeUndefined();
    seen();
    expect(recent.recall(TOKEN)).toBe('live');
  });

  it.each([
    ['jti', 'j'],
    ['epoch', '7'],
    ['kid', 'k'],
  ] as const)('are denied by a known denial of their %s, whoever saw them live since', (kind, id) => {
    recent.deny([{ kind, id }]);
    seen();
    expect(recent.recall(TOKEN)).toBe('denied');
    expect(recent.recall({ jti: 'x', epoch: 1, kid: 'x' })).toBeUndefined();
  });

  it('are denied by what the changes name', () => {
    recent.drop({ changes: [{ seq: 1, kind: 'denial', subject: 'jti:j' }] });
    seen();
    expect(recent.recall(TOKEN)).toBe('denied');
  });

  it('are recalled by nobody who holds more denials than fit, until those are over', () => {
    recent.deny(['1', '2', '3', '4', '5'].map((id) => ({ kind: 'jti', id })));
    seen();
    expect(recent.recall(TOKEN)).toBeUndefined();
    clock.steady += HOUR + 1;
    seen();
    expect(recent.recall(TOKEN)).toBe('live');
  });

  it('never include one that was denied, or not seen within the grace, in whatever order things happen', () => {
    const step = fc.oneof(
      fc.record({ what: fc.constant('see' as const), jti: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ what: fc.constant('deny' as const), jti: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ what: fc.constant('forget' as const), jti: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ what: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 4_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const time = new TestClock();
        const memory = new RecentLiveTokens({ graceMs: 5_000, denialMs: HOUR }, time);
        const seenAt = new Map<string, number>();
        const denied = new Set<string>();
        for (const given of steps) {
          if (given.what === 'wait') time.steady += given.ms;
          else {
            const token = { ...TOKEN, jti: given.jti };
            if (given.what === 'see') {
              memory.remember(token, time.steady, memory.version);
              seenAt.set(given.jti, time.steady);
            } else if (given.what === 'forget') {
              memory.forget(token);
              seenAt.delete(given.jti);
            } else {
              memory.deny([{ kind: 'jti', id: given.jti }]);
              denied.add(given.jti);
              seenAt.clear();
            }
          }
          for (const jti of ['a', 'b', 'c']) {
            const recently = time.steady - (seenAt.get(jti) ?? Number.NEGATIVE_INFINITY) <= 5_000;
            const expected = denied.has(jti) ? 'denied' : recently ? 'live' : undefined;
            expect(memory.recall({ ...TOKEN, jti })).toBe(expected);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
