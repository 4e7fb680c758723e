import { AUDIENCE, ISSUER, NOW, tokenWith, validClaims } from '../../../../test/guards/support/forge.js';
import { allKeys, es256, trusting } from '../../../../test/guards/support/signing-keys.js';
import { verifierWith } from '../../../../test/guards/support/verifier.js';
import { OAuthError } from '../oauth/oauth-error.js';
import type { ClientToken } from '../oauth/client-token.js';
import type { RevocationVerdict, TokenIdentity } from '../oauth/ports/revocation-check.js';

const valid = tokenWith({}, {}, es256);
const invalid = expect.objectContaining({ code: 'invalid_token', status: 401 });
const unavailable = expect.objectContaining({
  code: 'temporarily_unavailable',
  status: 503,
  headers: { 'retry-after': '1' },
});

/** As a guard calls it: whether it throws at once or later makes no difference. */
const verify = async (parts: Parameters<typeof verifierWith>[0], token = valid): Promise<ClientToken> =>
  verifierWith(parts).verify(token);

describe('AccessTokenVerifier', () => {
  it.each(allKeys)('accepts a token signed with $algorithm, without a promise', (key) => {
    const clientToken = verifierWith().verify(tokenWith({}, {}, key));
    expect(clientToken).toMatchObject({
      clientId: 'reporter',
      subject: 'reporter',
      scopes: ['reports:read', 'reports:write'],
      audience: [AUDIENCE],
      organizationId: undefined,
      jti: validClaims.jti,
      issuedAt: NOW - 10,
      expiresAt: NOW + 3600,
    });
  });

  it('gives the whole claim set, frozen throughout and without a prototype', async () => {
    const token = tokenWith({ tenant: { id: 'a', tags: ['x'] }, org_id: 'org-1' }, {}, es256);
    const { claims, organizationId } = await verify({}, token);
    expect(organizationId).toBe('org-1');
    expect(claims).toMatchObject({ tenant_id: 'tenant-a', tenant: { id: 'a', tags: ['x'] } });
    expect(Object.getPrototypeOf(claims)).toBeNull();
    expect(Object.isFrozen(claims) && Object.isFrozen(claims.tenant)).toBe(true);
    expect(() => (claims.tenant as { tags: string[] }).tags.push('y')).toThrow(TypeError);
  });

  it.each(['at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/At+Jwt'])(
    'accepts typ %s (RFC 9068 §4)',
    async (typ) => {
      await expect(verify({}, tokenWith({}, { typ }, es256))).resolves.toBeDefined();
    },
  );

  it('accepts an audience array that contains this server, and any of several audiences', async () => {
    const token = tokenWith({ aud: ['https://other.example.com', AUDIENCE] }, {}, es256);
    await expect(verify({}, token)).resolves.toMatchObject({
      audience: ['https://other.example.com', AUDIENCE],
    });
    await expect(verify({ audience: ['urn:reports', AUDIENCE] })).resolves.toBeDefined();
  });

  describe('lifetime (RFC 7519 §4.1.4–4.1.6)', () => {
    const at = (now: number, clockSkewSeconds?: number) =>
      verify({ now: () => now, ...(clockSkewSeconds === undefined ? {} : { clockSkewSeconds }) });

    it('ends at exp plus the skew, 5 s by default', async () => {
      await expect(at(NOW + 3604.999)).resolves.toBeDefined();
      await expect(at(NOW + 3605)).rejects.toEqual(invalid);
      await expect(at(NOW + 3600, 0)).rejects.toEqual(invalid);
      await expect(at(NOW + 3659, 60)).resolves.toBeDefined();
    });

    it('begins at iat and at nbf, less the skew', async () => {
      await expect(at(NOW - 15)).resolves.toBeDefined();
      await expect(at(NOW - 15.001)).rejects.toEqual(invalid);
      const notYet = tokenWith({ nbf: NOW + 120 }, {}, es256);
      await expect(verify({}, notYet)).rejects.toEqual(invalid);
      await expect(verify({ now: () => NOW + 115 }, notYet)).resolves.toBeDefined();
    });
  });

  describe('revocation', () => {
    it('asks by jti, epoch and kid', async () => {
      const asked: TokenIdentity[] = [];
      const check = (identity: TokenIdentity): RevocationVerdict => (asked.push(identity), 'live');
      await verify({ check });
      expect(asked).toEqual([{ jti: validClaims.jti, epoch: 7, kid: 'ES256-key' }]);
    });

    it('does not ask about a token that fails any other check', async () => {
      const check = jest.fn((): RevocationVerdict => 'live');
      for (const claims of [
        { exp: NOW - 60 },
        { iss: 'x' },
        { aud: 'x' },
        { jti: undefined },
        { type: 'user' },
      ]) {
        await expect(verify({ check }, tokenWith(claims, {}, es256))).rejects.toEqual(invalid);
      }
      expect(check).not.toHaveBeenCalled();
    });

    it.each(['at once', 'later'])('refuses a denied token as any other bad one, told %s', async (when) => {
      const check = () => (when === 'later' ? Promise.resolve<RevocationVerdict>('denied') : 'denied');
      await expect(verify({ check })).rejects.toEqual(invalid);
    });

    it.each([
      ['unknown', () => 'unknown' as const],
      ['unknown later', () => Promise.resolve('unknown' as const)],
      ['an answer that is none', () => 'yes' as RevocationVerdict],
      [
        'a throw',
        () => {
          throw new Error('down');
        },
      ],
      ['a rejection', () => Promise.reject(new Error('down'))],
    ])('answers 503 with Retry-After to %s: never 401, never through', async (_, check) => {
      await expect(verify({ check })).rejects.toEqual(unavailable);
    });
  });

  describe('key source', () => {
    it('may answer with a promise', async () => {
      const keys = { find: (kid: string) => Promise.resolve(trusting(es256).find(kid)) };
      const pending = verifierWith({ keys }).verify(valid);
      expect(pending).toBeInstanceOf(Promise);
      await expect(pending).resolves.toMatchObject({ clientId: 'reporter' });
      await expect(verify({ keys }, valid.slice(0, -8) + 'AAAAAAAA')).rejects.toEqual(invalid);
    });

    it('that knows no such key refuses the token', async () => {
      await expect(verify({ keys: trusting() })).rejects.toEqual(invalid);
    });

    it.each([
      [
        'throws',
        () => {
          throw new Error('down');
        },
      ],
      ['rejects', () => Promise.reject(new Error('down'))],
    ])('that %s is answered with 503, never 401', async (_, find) => {
      await expect(verify({ keys: { find } })).rejects.toEqual(unavailable);
    });

    it('keeps its own Retry-After', async () => {
      const own = new OAuthError({
        code: 'temporarily_unavailable',
        status: 503,
        description: 'later',
        headers: { 'retry-after': '30' },
      });
      await expect(verify({ keys: { find: () => Promise.reject(own) } })).rejects.toBe(own);
    });
  });

  it('says the same to every bad token, and keeps the reason for the log', async () => {
    const bad = ['', 'x', tokenWith({ iss: 'x' }, {}, es256), tokenWith({ exp: 1 }, {}, es256)];
    const errors = await Promise.all(
      bad.map((token) => verify({}, token).catch((error: OAuthError) => error)),
    );
    expect(new Set(errors.map((error) => JSON.stringify((error as OAuthError).toBody()))).size).toBe(1);
    expect(new Set(errors.map((error) => (error as OAuthError).detail)).size).toBeGreaterThan(2);
  });

  it.each([
    { issuer: '' },
    { issuer: undefined },
    { audience: '' },
    { audience: [] },
    { audience: [AUDIENCE, ''] },
    { audience: undefined },
    { clockSkewSeconds: 61 },
    { clockSkewSeconds: -1 },
    { clockSkewSeconds: NaN },
    { realm: 'a"b' },
    { realm: 'a\r\nb' },
  ])('does not start with %p (CVE-2020-15084)', (options) => {
    expect(() => verifierWith({ issuer: ISSUER, ...options })).toThrow(TypeError);
  });
});
