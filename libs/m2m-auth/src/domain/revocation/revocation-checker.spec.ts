import { TestClock } from '../../../../../test/support/domain.js';
import type { RevocationVerdict } from '../../oauth/ports/revocation-check.js';
import { CircuitBreaker } from '../resilience/circuit-breaker.js';
import { membersOf } from '../changes/denial.js';
import { RevocationChecker } from './revocation-checker.js';

const TOKEN = { jti: 'j', epoch: 7, kid: 'k' };

describe('the check of a process with the database', () => {
  let asked: number;
  let errors: unknown[];
  beforeEach(() => {
    asked = 0;
    errors = [];
  });
  const checker = (
    verdict: RevocationVerdict | Promise<RevocationVerdict>,
    isDenied: () => Promise<boolean>,
  ) =>
    new RevocationChecker(
      { check: () => verdict },
      {
        isDenied: () => {
          asked += 1;
          return isDenied();
        },
      },
      new CircuitBreaker(new TestClock()),
      (error) => errors.push(error),
    );

  it.each(['live', 'denied'] as const)(
    'believes the projection when it says %s, without asking the truth',
    async (verdict) => {
      expect(checker(verdict, async () => false).check(TOKEN)).toBe(verdict);
      expect(await checker(Promise.resolve(verdict), async () => false).check(TOKEN)).toBe(verdict);
      expect(asked).toBe(0);
    },
  );

  it.each([
    [true, 'denied'],
    [false, 'live'],
  ] as const)('asks the truth when the projection cannot tell; denied there: %p', async (denied, verdict) => {
    expect(await checker('unknown', async () => denied).check(TOKEN)).toBe(verdict);
    expect(await checker(Promise.resolve('unknown'), async () => denied).check(TOKEN)).toBe(verdict);
    expect(asked).toBe(2);
  });

  it('cannot tell when the truth does not answer either, and says why to the log: never live', async () => {
    const down = new Error('down');
    expect(await checker('unknown', () => Promise.reject(down)).check(TOKEN)).toBe('unknown');
    expect(errors).toEqual([down]);
  });

  it('stops asking a truth that does not answer, and cannot tell at once then (circuit breaker)', async () => {
    const outage = checker('unknown', () => Promise.reject(new Error('down')));
    for (let n = 0; n < 8; n += 1) expect(await outage.check(TOKEN)).toBe('unknown');
    expect([asked, errors.length]).toEqual([5, 5]);
  });

  it('asks for a token by its number, its epoch and its key, which cannot be taken for each other', () => {
    expect(membersOf(TOKEN)).toEqual(['jti:j', 'epoch:7', 'kid:k']);
    expect(new Set(membersOf({ jti: '7', epoch: 7, kid: '7' })).size).toBe(3);
  });
});
