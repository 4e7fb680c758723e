import fc from 'fast-check';
import { TestClock } from '../../../../../test/support/domain.js';
import { MemoryThrottleCounter } from '../../storage/memory/memory-throttle-counter.js';
import { OAuthError } from '../../oauth/oauth-error.js';
import { EndpointThrottle, type ThrottlePolicy } from './endpoint-throttle.js';

const POLICY: ThrottlePolicy = { windowMs: 60_000, limit: 3, addressLimit: 5, counts: 'failures' };
const HERE = '192.0.2.1';
const ELSEWHERE = '198.51.100.1';

describe('the throttle of the OAuth endpoints', () => {
  let clock: TestClock;
  beforeEach(() => {
    clock = new TestClock();
  });
  const throttleWith = (more: Partial<ThrottlePolicy> = {}) =>
    new EndpointThrottle(new MemoryThrottleCounter(clock), { ...POLICY, ...more });
  const refusalOf = async (work: Promise<unknown>): Promise<OAuthError | undefined> => {
    const outcome: unknown = await work.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (outcome === undefined || outcome instanceof OAuthError) return outcome;
    throw new Error('The throttle threw something else.', { cause: outcome });
  };
  const fail = (throttle: EndpointThrottle, clientId = 'a', address = HERE): Promise<void> =>
    throttle.failed(clientId, address);

  it('refuses after so many failures: 429 temporarily_unavailable with Retry-After (RFC 6585 §4)', async () => {
    const throttle = throttleWith();
    clock.steady = 59_500;
    for (let count = 0; count < 3; count++) await fail(throttle);
    expect(await refusalOf(throttle.look('a', HERE))).toMatchObject({
      status: 429,
      code: 'temporarily_unavailable',
      headers: { 'retry-after': '1' },
    });
  });

  it('counts failures only: a client that succeeds is never refused', async () => {
    const throttle = throttleWith();
    for (let count = 0; count < 50; count++) await throttle.look('a', HERE);
    await fail(throttle);
    expect(await refusalOf(throttle.look('a', HERE))).toBeUndefined();
  });

  it('does not count refused attempts on and on: the window ends for those who keep trying', async () => {
    const throttle = throttleWith();
    for (let count = 0; count < 3; count++) await fail(throttle);
    for (let count = 0; count < 10; count++) expect(await refusalOf(fail(throttle))).toBeDefined();
    clock.advance(60_000);
    expect(await refusalOf(throttle.look('a', HERE))).toBeUndefined();
  });

  it('with counts: all counts successes as well, exactly the limit', async () => {
    const throttle = throttleWith({ counts: 'all' });
    for (let count = 0; count < 3; count++)
      expect(await refusalOf(throttle.admit('a', HERE))).toBeUndefined();
    expect(await refusalOf(throttle.admit('a', HERE))).toMatchObject({ status: 429 });
    expect(await refusalOf(throttle.admit('b', HERE))).toBeUndefined();
  });

  it('with counts: all counts no failure a second time, and with failures no request that succeeds', async () => {
    const all = throttleWith({ counts: 'all' });
    for (let count = 0; count < 20; count++) expect(await refusalOf(fail(all))).toBeUndefined();
    const failures = throttleWith();
    for (let count = 0; count < 20; count++) {
      await failures.admit('a', HERE);
      await failures.look('a', HERE);
    }
    expect(await refusalOf(fail(failures))).toBeUndefined();
  });

  it.each([1, 2, 3])(
    'lets exactly the limit of failures be told apart, however many come at once (%d)',
    async (limit) => {
      const throttle = throttleWith({ limit, addressLimit: 500 });
      const outcomes = await Promise.all(Array.from({ length: 200 }, () => refusalOf(fail(throttle))));
      expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(limit);
    },
  );

  it('lets one client’s failures touch neither another client here nor the same one elsewhere', async () => {
    const throttle = throttleWith();
    for (let count = 0; count < 3; count++) await fail(throttle);
    expect(await refusalOf(throttle.look('a', HERE))).toBeDefined();
    expect(await refusalOf(throttle.look('b', HERE))).toBeUndefined();
    expect(await refusalOf(throttle.look('a', ELSEWHERE))).toBeUndefined();
  });

  it('counts addresses of one /56 together, whichever of them fails (IPv6)', async () => {
    const throttle = throttleWith();
    for (const address of ['2001:db8::1', '2001:db8::2', '2001:db8:0:1::1'])
      await fail(throttle, 'a', address);
    expect(await refusalOf(throttle.look('a', '2001:db8:0:ff::9'))).toBeDefined();
    expect(await refusalOf(throttle.look('a', '2001:db8:0:100::9'))).toBeUndefined();
  });

  it('with counts: all admits so many requests of an address, of whatever client, and then none until the window has passed', async () => {
    const throttle = throttleWith({ counts: 'all' });
    for (let count = 0; count < 5; count++)
      expect(await refusalOf(throttle.admit(null, HERE))).toBeUndefined();
    expect(await refusalOf(throttle.admit(null, HERE))).toMatchObject({
      status: 429,
      headers: { 'retry-after': '60' },
    });
    expect(await refusalOf(throttle.admit(null, ELSEWHERE))).toBeUndefined();
    clock.advance(60_000);
    expect(await refusalOf(throttle.admit(null, HERE))).toBeUndefined();
  });

  it('with counts: all counts an authentication by client and by address in one step', async () => {
    const throttle = throttleWith({ counts: 'all' });
    for (const client of ['a', 'a', 'a', 'b', 'c']) await throttle.admit(client, HERE);
    expect(await refusalOf(throttle.admit(null, HERE))).toMatchObject({ status: 429 });
    expect(await refusalOf(throttle.admit('a', ELSEWHERE))).toBeUndefined();
  });

  it('says Retry-After in whole seconds, at least 1, after which the window has passed', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 120_000 }),
      fc.nat(1e9),
      async (windowMs, start) => {
        clock.steady = start;
        const throttle = throttleWith({ windowMs, addressLimit: 1, counts: 'all' });
        await throttle.admit(null, HERE);
        const retryAfter = Number((await refusalOf(throttle.admit(null, HERE)))?.headers['retry-after']);
        expect(Number.isInteger(retryAfter) && retryAfter >= 1).toBe(true);
        clock.steady += retryAfter * 1_000;
        expect(await refusalOf(throttle.admit(null, HERE))).toBeUndefined();
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });

  it('has one bucket for what is no address, and is off only when it is switched off', async () => {
    const throttle = throttleWith({ addressLimit: 1, counts: 'all' });
    await throttle.admit(null, undefined);
    expect(await refusalOf(throttle.admit(null, 'no address'))).toBeDefined();
    const off = new EndpointThrottle(new MemoryThrottleCounter(clock), null);
    for (let count = 0; count < 400; count++) await off.admit(null, HERE);
    for (let count = 0; count < 20; count++) await fail(off);
    expect(await refusalOf(off.look('a', HERE))).toBeUndefined();
  });
});
