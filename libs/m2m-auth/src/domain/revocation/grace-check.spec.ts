import { TestClock } from '../../../../../test/support/domain.js';
import type { RevocationVerdict } from '../../oauth/ports/revocation-check.js';
import { GraceCheck } from './grace-check.js';
import { RecentLiveTokens } from './recent-live-tokens.js';

const TOKEN = { jti: 'j', epoch: 7, kid: 'k' };

describe('the check in mode grace', () => {
  let clock: TestClock;
  let recent: RecentLiveTokens;
  let verdict: () => RevocationVerdict | Promise<RevocationVerdict>;
  let used: number;
  let check: GraceCheck;
  beforeEach(() => {
    clock = new TestClock();
    used = 0;
    recent = new RecentLiveTokens({ graceMs: 5_000, denialMs: 3_600_000 }, clock);
    check = new GraceCheck({ check: () => verdict() }, recent, clock, () => (used += 1));
  });
  const answer = async (given: RevocationVerdict, token = TOKEN): Promise<RevocationVerdict> => {
    verdict = () => given;
    return check.check(token);
  };

  it('lets a token through that was live 5 s ago, and says so each time; then nobody can tell', async () => {
    expect(await answer('live')).toBe('live');
    clock.steady += 5_000;
    expect([await answer('unknown'), await answer('unknown'), used]).toEqual(['live', 'live', 2]);
    clock.steady += 1;
    expect([await answer('unknown'), used]).toEqual(['unknown', 2]);
  });

  it('does not prolong the time of a token by letting it through', async () => {
    await answer('live');
    clock.steady += 3_000;
    expect(await answer('unknown')).toBe('live');
    clock.steady += 3_000;
    expect(await answer('unknown')).toBe('unknown');
  });

  it('never lets a token through that was not seen live before', async () => {
    await answer('live');
    expect(await answer('unknown', { ...TOKEN, jti: 'another' })).toBe('unknown');
  });

  it('answers at once when the check does, and with a promise when the check has one', async () => {
    verdict = () => 'live';
    expect(check.check(TOKEN)).toBe('live');
    verdict = () => Promise.resolve('unknown');
    await expect(check.check(TOKEN)).resolves.toBe('live');
  });

  it('refuses what it was told is denied, also when nobody can tell any more', async () => {
    await answer('live');
    expect(await answer('denied')).toBe('denied');
    expect(await answer('unknown')).toBe('unknown');
  });

  it('refuses a token whose denial this process has committed, although it was live since (known locally)', async () => {
    await answer('live');
    recent.deny([{ kind: 'epoch', id: '7' }]);
    await answer('live');
    expect([await answer('unknown'), used]).toEqual(['denied', 0]);
  });

  it('counts the age from before the question: an answer that was long on its way is old', async () => {
    verdict = () => {
      clock.steady += 5_001;
      return 'live';
    };
    expect(check.check(TOKEN)).toBe('live');
    expect(await answer('unknown')).toBe('unknown');
  });

  it('does not keep an answer to a question from before a revocation', async () => {
    let release: (given: RevocationVerdict) => void = () => undefined;
    verdict = () => new Promise((resolve) => (release = resolve));
    const early = check.check(TOKEN);
    recent.drop({ changes: [] });
    release('live');
    await early;
    expect(await answer('unknown')).toBe('unknown');
  });
});
