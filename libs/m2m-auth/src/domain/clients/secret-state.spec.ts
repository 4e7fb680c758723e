import fc from 'fast-check';
import type { ClientSecret } from './client.js';
import { isLiveSecret, isSafeToRetire } from './secret-state.js';

const QUIET = 100;
const NOW = 10_000;

type Times = Partial<Record<'made' | 'used' | 'expires' | 'revoked', number>>;

const dateOf = (time: number | undefined): Date | null => (time === undefined ? null : new Date(time));

const secret = ({ made = 0, used, expires, revoked }: Times = {}): ClientSecret => ({
  id: 'x',
  hash: 'sha256:x',
  hint: null,
  epoch: 1,
  createdAt: new Date(made),
  lastUsedAt: dateOf(used),
  expiresAt: dateOf(expires),
  revokedAt: dateOf(revoked),
});

const safe = (one: Times, ...others: Times[]): boolean => {
  const asked = secret(one);
  return isSafeToRetire(asked, [asked, ...others.map(secret)], NOW, QUIET);
};

/** A secret that is in use and stays. */
const successor: Times = { used: NOW - 1 };

describe('a secret is live', () => {
  it.each([
    ['without a deadline', {}, true],
    ['before its deadline', { expires: NOW + 1 }, true],
    ['not from its deadline on', { expires: NOW }, false],
    ['not when it was removed', { revoked: NOW - 1 }, false],
  ])('%s', (_, times, live) => expect(isLiveSecret(secret(times), NOW)).toBe(live));
});

describe('a secret is safe to retire', () => {
  it.each<[string, Times, Times[], boolean]>([
    ['when it has rested long enough while another was used', { used: NOW - QUIET }, [successor], true],
    ['not a moment earlier', { used: NOW - QUIET + 1 }, [successor], false],
    ['when it was never used in as long a life', { made: NOW - QUIET }, [successor], true],
    ['not when it is too young to have been used', { made: NOW - QUIET + 1 }, [successor], false],
    ['never when it is the only one', { used: NOW - QUIET }, [], false],
    ['not when its successor was never used', { used: NOW - QUIET }, [{}], false],
    ['not when no other was used since', { used: 500 }, [{ used: 500 }], false],
    ['whenever the other was used since', { used: 500 }, [{ used: 501 }], true],
    ['not when the other has expired', { used: 500 }, [{ ...successor, expires: NOW }], false],
    ['not when the other was removed', { used: 500 }, [{ ...successor, revoked: NOW - 1 }], false],
    [
      'not when the other ends within the time',
      { used: 500 },
      [{ ...successor, expires: NOW + QUIET }],
      false,
    ],
    [
      'when the other lives for longer than that',
      { used: 500 },
      [{ ...successor, expires: NOW + QUIET + 1 }],
      true,
    ],
    [
      'when the other outlives it, be it shortly',
      { used: 500, expires: NOW + 5 },
      [{ ...successor, expires: NOW + 6 }],
      true,
    ],
    [
      'not when both end together',
      { used: 500, expires: NOW + 5 },
      [{ ...successor, expires: NOW + 5 }],
      false,
    ],
    ['when it has expired and another is in use', { used: 500, expires: NOW - 1 }, [successor], true],
    ['when one of several others takes over', { used: 500 }, [{}, { used: 1 }, successor], true],
  ])('%s', (_, one, others, expected) => expect(safe(one, ...others)).toBe(expected));

  it('never of all live secrets at once: what is safe to retire leaves a live one in use', () => {
    const time = fc.option(fc.integer({ min: NOW - 3 * QUIET, max: NOW + 3 * QUIET }), { nil: undefined });
    const used = fc.option(fc.integer({ min: NOW - 3 * QUIET, max: NOW }), { nil: undefined });
    const made = fc.integer({ min: NOW - 3 * QUIET, max: NOW });
    const some = fc.array(fc.record({ made, used, expires: time, revoked: time }), { maxLength: 6 });
    fc.assert(
      fc.property(some, (all) => {
        const secrets = all.map(secret);
        const live = secrets.filter((one) => isLiveSecret(one, NOW));
        const kept = live.filter((one) => !isSafeToRetire(one, secrets, NOW, QUIET));
        return live.length === 0 || kept.length > 0;
      }),
      { numRuns: 2_000 },
    );
  });
});
