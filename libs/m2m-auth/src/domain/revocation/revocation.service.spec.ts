import { LONGEST_TOKEN, startProcess, type TestProcess } from '../../../../../test/support/domain.js';
import { InvalidInputError, NotFoundError } from '../errors.js';

const LONGEST_MS = (LONGEST_TOKEN.maxLifetimeSeconds + LONGEST_TOKEN.clockSkewSeconds) * 1_000;

describe('revocation', () => {
  let process: TestProcess;
  beforeEach(async () => {
    process = await startProcess();
    await process.clients.register({ clientId: 'a', name: 'A', scopes: [] });
    await process.secrets.add('a');
  });
  const epochs = async (): Promise<number[]> =>
    ((await process.persistence.clients.findForAuthentication('a'))?.secrets ?? []).map(({ epoch }) => epoch);
  const check = (jti: string, epoch: number) => process.revocations.check({ jti, epoch, kid: 'k' });
  const denials = async () => (await process.persistence.revocations.snapshotDenials()).denials;

  it('of one token ends that token and no other', async () => {
    const [epoch = 0] = await epochs();
    await process.revocation.revokeToken('a', { jti: 'j-1' });
    expect([check('j-1', epoch), check('j-2', epoch)]).toEqual(['denied', 'live']);
    expect(await process.persistence.revocations.isDenied({ jti: 'j-1', epoch, kid: 'k' })).toBe(true);
  });

  it('of all tokens ends those of every secret, and no secret', async () => {
    const before = await epochs();
    await process.revocation.revokeAllTokens('a');
    const after = await epochs();
    expect(before.map((epoch) => check('j', epoch))).toEqual(['denied', 'denied']);
    expect(after.map((epoch) => check('j', epoch))).toEqual(['live', 'live']);
    expect(new Set([...before, ...after]).size).toBe(4);
  });

  it('outlasts the longest token that the server permits, not the client’s present one', async () => {
    await process.clients.update('a', { accessTokenTtl: 60 });
    await process.revocation.revokeAllTokens('a');
    const expected = process.clock.wall + LONGEST_MS;
    expect((await denials()).map(({ expiresAt }) => expiresAt.getTime())).toEqual([expected, expected]);
  });

  it.each([
    ['left out', undefined, LONGEST_MS],
    ['in ten minutes', 600, 605_000],
    ['later than any token', 1e9, LONGEST_MS],
    ['long past', -1e9, 0],
    ['not a number', Number.NaN, LONGEST_MS],
    ['endless', Infinity, LONGEST_MS],
  ])('of a token whose end is %s is kept so long', async (_what, fromNow, kept) => {
    const expiresAt = fromNow === undefined ? undefined : process.clock.wall / 1_000 + fromNow;
    await process.revocation.revokeToken('a', { jti: 'j-1', expiresAt });
    expect((await denials()).map((denial) => denial.expiresAt.getTime() - process.clock.wall)).toEqual([
      kept,
    ]);
  });

  it.each([
    [7, 7],
    [0, 0],
    [undefined, undefined],
    [-1, undefined],
    [1.5, undefined],
    [Number.NaN, undefined],
    [2 ** 53, undefined],
  ])('of a token whose epoch is said to be %p is found by %p', async (epoch, kept) => {
    await process.revocation.revokeToken('a', { jti: 'j-1', epoch });
    expect((await denials()).map((denial) => denial.epoch)).toEqual([kept]);
  });

  it('is never shortened by a second one of the same token', async () => {
    await process.revocation.revokeToken('a', { jti: 'j-1' });
    await process.revocation.revokeToken('a', { jti: 'j-1', expiresAt: process.clock.wall / 1_000 });
    expect((await denials())[0]?.expiresAt.getTime()).toBe(process.clock.wall + LONGEST_MS);
  });

  it.each([null, undefined, 7, '', ' ', 'a b', 'ü', 'a\n', 'x'.repeat(256)])(
    'of %p, which no token is called, is refused',
    async (jti) => {
      const revoking = process.revocation.revokeToken('a', { jti: jti as string });
      await expect(revoking).rejects.toBeInstanceOf(InvalidInputError);
      expect(await denials()).toEqual([]);
    },
  );

  it('needs a client', async () => {
    await expect(process.revocation.revokeToken('b', { jti: 'j' })).rejects.toBeInstanceOf(NotFoundError);
    await expect(process.revocation.revokeAllTokens('b')).rejects.toBeInstanceOf(NotFoundError);
  });

  it('takes the tokens out of the register', async () => {
    const { liveTokens } = process.state;
    const times = {
      issuedAt: new Date(process.clock.wall),
      expiresAt: new Date(process.clock.wall + 60_000),
    };
    for (const jti of ['j-1', 'j-2', 'j-3']) liveTokens.record('a', { jti, ...times });
    await process.revocation.revokeToken('a', { jti: 'j-1' });
    expect((await liveTokens.list('a')).map(({ jti }) => jti).sort()).toEqual(['j-2', 'j-3']);
    await process.revocation.revokeAllTokens('a');
    expect(await liveTokens.list('a')).toEqual([]);
  });
});
