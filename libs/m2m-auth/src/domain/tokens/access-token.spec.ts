import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { heldBack, TestClock } from '../../../../../test/support/domain.js';
import { LocalSignerFactory } from '../../crypto/local-signer-factory.js';
import { systemRandom } from '../../crypto/system-random.js';
import type { JsonObject } from '../../oauth/json.js';
import { RESERVED_CLAIMS } from '../../oauth/reserved-claims.js';
import { MemoryLiveTokenRegister } from '../../storage/memory/memory-live-token-register.js';
import type { Client, ClientSecret } from '../clients/client.js';
import type { KeyRing } from '../keys/key-ring.js';
import { SharedSecretKeyRing } from '../keys/shared-secret-key-ring.js';
import { accessTokenClaims, type AccessTokenContent } from './access-token-claims.js';
import { AccessTokenIssuer, type AccessTokenPolicy } from './access-token-issuer.js';

const clientWith = (more: Partial<Client> = {}) =>
  ({
    clientId: 'billing',
    organizationId: null,
    claims: {},
    accessTokenTtl: null,
    ...more,
  }) as unknown as Client;
const content = (more: Partial<AccessTokenContent> = {}): AccessTokenContent => ({
  issuer: 'https://issuer.example',
  client: clientWith(),
  audience: ['https://api.example'],
  scopes: ['a', 'b'],
  epoch: 7,
  jti: 'j-1',
  issuedAt: 1_000,
  expiresAt: 1_060,
  ...more,
});
const ISSUED = {
  iss: 'https://issuer.example',
  sub: 'billing',
  client_id: 'billing',
  aud: 'https://api.example',
  iat: 1_000,
  exp: 1_060,
  jti: 'j-1',
  type: 'client',
  epc: 7,
  scope: 'a b',
};

describe('the claims of an access token (RFC 9068 §2.2)', () => {
  it('are exactly these', () => {
    expect(accessTokenClaims(content(), ['scope'])).toEqual(ISSUED);
  });

  it('never come from the client where a name is reserved, even when the row was written past the validation', () => {
    const forced = Object.fromEntries([...RESERVED_CLAIMS].map((name) => [name, 'forced']));
    Object.defineProperty(forced, '__proto__', { value: { forced: true }, enumerable: true });
    const client = clientWith({ claims: forced });
    const claims = accessTokenClaims(content({ client, scopes: [] }), ['scope', 'scopes', 'scp']);
    const { scope: _, ...withoutScope } = ISSUED;
    expect(claims).toEqual(withoutScope);
    expect(JSON.stringify(claims)).not.toContain('forced');
  });

  it('keep the client’s own ones beside ours, whatever they are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (own) => {
        const client = clientWith({ claims: own as JsonObject });
        const claims = accessTokenClaims(content({ client }), ['scope']);
        expect(claims).toMatchObject(ISSUED);
        const extra = Object.keys(own).filter((name) => !RESERVED_CLAIMS.has(name));
        for (const name of extra) expect(claims[name]).toEqual(own[name]);
        expect(Object.keys(claims)).toHaveLength(Object.keys(ISSUED).length + extra.length);
      }),
    );
  });

  it('say one audience as a string and several as an array', () => {
    expect(accessTokenClaims(content({ audience: ['x', 'y'] }), ['scope']).aud).toEqual(['x', 'y']);
  });

  it('say scopes as a string in `scope` and as arrays in `scopes` and `scp`; none at all when there is none', () => {
    expect(accessTokenClaims(content(), ['scope', 'scopes', 'scp'])).toEqual({
      ...ISSUED,
      scopes: ['a', 'b'],
      scp: ['a', 'b'],
    });
    expect(accessTokenClaims(content(), ['scp'])).not.toHaveProperty('scope');
    const none = accessTokenClaims(content({ scopes: [] }), ['scope', 'scopes', 'scp']);
    for (const name of ['scope', 'scopes', 'scp']) expect(none).not.toHaveProperty(name);
  });

  it('name the organization of a client that has one', () => {
    const client = clientWith({ organizationId: 'org-1', claims: { org_id: 'other' } });
    expect(accessTokenClaims(content({ client }), ['scope']).org_id).toBe('org-1');
    expect(accessTokenClaims(content(), ['scope'])).not.toHaveProperty('org_id');
  });
});

describe('issuing', () => {
  const POLICY: AccessTokenPolicy = {
    issuer: 'https://issuer.example',
    ttlSeconds: 3_600,
    scopeClaims: ['scope'],
  };
  const grantTo = (client: Client) => ({
    client,
    secret: { epoch: 7 } as ClientSecret,
    scopes: ['a'],
    audience: ['x'],
  });
  const ring = new SharedSecretKeyRing('x'.repeat(32), new LocalSignerFactory());

  it.each([
    [null, 3_600],
    [60, 60],
    [86_400, 3_600],
  ])(
    'to a client with a lifetime of %p s gives one of %d s: it may only shorten it',
    async (own, expected) => {
      const clock = new TestClock();
      const issuer = new AccessTokenIssuer(POLICY, ring, null, clock, systemRandom);
      clock.wall += 999;
      const { accessToken, expiresIn } = await issuer.issue(grantTo(clientWith({ accessTokenTtl: own })));
      const claims = decodeJwt(accessToken);
      expect([expiresIn, claims.exp]).toEqual([expected, Number(claims.iat) + expected]);
      expect(claims).toMatchObject({ iat: Math.floor(clock.wall / 1_000), epc: 7 });
    },
  );

  it('registers the token’s number and times, never the token, and gives each its own number', async () => {
    const clock = new TestClock();
    const register = new MemoryLiveTokenRegister(clock);
    const issuer = new AccessTokenIssuer(POLICY, ring, register, clock, systemRandom);
    const issued = [await issuer.issue(grantTo(clientWith())), await issuer.issue(grantTo(clientWith()))];
    const listed = await register.list('billing');
    expect(listed.map(({ jti }) => jti).sort()).toEqual(
      issued.map((each) => decodeJwt(each.accessToken).jti).sort(),
    );
    expect(new Set(listed.map(({ jti }) => jti)).size).toBe(2);
    for (const { accessToken } of issued) expect(JSON.stringify(listed)).not.toContain(accessToken);
    expect(listed[0]?.expiresAt.getTime()).toBe(clock.wall + 3_600_000);
  });

  it('waits for a signer that is elsewhere, and fails with it', async () => {
    const signed = heldBack<string>();
    const remote = { signer: { sign: () => signed.promise } } as unknown as KeyRing;
    const issuer = new AccessTokenIssuer(POLICY, remote, null, new TestClock(), systemRandom);
    const issued = issuer.issue(grantTo(clientWith()));
    signed.release('a.b.c');
    expect(await issued).toEqual({ accessToken: 'a.b.c', expiresIn: 3_600, scopes: ['a'] });
    const broken = { signer: { sign: () => Promise.reject(new Error('kms')) } } as unknown as KeyRing;
    const failing = new AccessTokenIssuer(POLICY, broken, null, new TestClock(), systemRandom);
    await expect(failing.issue(grantTo(clientWith()))).rejects.toThrow('kms');
  });
});
