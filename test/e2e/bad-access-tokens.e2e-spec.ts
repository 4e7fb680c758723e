import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { base64url, signTexts, type Members } from '../guards/support/forge.js';
import type { RegisteredClient } from './support/admin.js';
import { AUDIENCE, ISSUER } from './support/deployments.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import { challengeOf, reportsWith, RESOURCE_METADATA } from './support/reports.js';

// The test holds the server's key, so that everything but the one thing in question is right.
const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SIGNING_KEY = own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PUBLIC_PEM = own.publicKey.export({ type: 'spki', format: 'pem' }).toString();

interface Forgery {
  readonly claims?: Members;
  readonly header?: Members;
  readonly algorithm?: string;
  readonly key?: KeyObject;
}

onEveryDeployment(
  'bad access tokens (RFC 9068 §4, RFC 8725)',
  (deployment) => {
    let client: RegisteredClient;
    let good: string;
    let claims: Members;
    let header: Members;

    beforeAll(async () => {
      client = await deployment().registerClient({ scopes: ['reports:read'] });
      good = await deployment().accessToken(client);
      claims = decodeJwt(good);
      header = { ...decodeProtectedHeader(good) };
    });

    const forge = (forgery: Forgery): string =>
      signTexts(
        JSON.stringify({ ...header, ...forgery.header }),
        JSON.stringify({ ...claims, ...forgery.claims }),
        forgery.algorithm ?? 'ES256',
        forgery.key ?? own.privateKey,
      );

    const expectRefused = async (token: string): Promise<void> => {
      const response = await reportsWith(deployment(), token);
      expect(response.status).toBe(401);
      expect(challengeOf(response)).toEqual({
        realm: expect.any(String),
        error: 'invalid_token',
        error_description: expect.any(String),
        scope: 'reports:read',
        resource_metadata: RESOURCE_METADATA,
      });
    };

    it('lets in the token that these are made from, and what RFC 9068 allows besides (AT-01, AT-12)', async () => {
      const fine: Forgery[] = [
        {},
        { header: { typ: 'application/at+jwt' } },
        { header: { typ: 'AT+JWT' } },
        { claims: { aud: ['https://other.example', AUDIENCE] } },
        { claims: { nbf: 1 } },
        { header: { jku: 'https://evil.example', x5u: 'https://evil.example' } },
      ];
      for (const forgery of fine) {
        expect((await reportsWith(deployment(), forge(forgery))).status).toBe(200);
      }
    });

    it.each<[string, Forgery]>([
      ['AT-10: typ JWT', { header: { typ: 'JWT' } }],
      ['AT-10: no typ', { header: { typ: undefined } }],
      ['AT-10, AT-22: a DPoP proof', { header: { typ: 'dpop+jwt' } }],
      ['AT-10, AT-22: a client assertion', { header: { typ: 'client-authentication+jwt' } }],
      ['D-30: another type', { claims: { type: 'user' } }],
      ['D-30: no type', { claims: { type: undefined } }],
      ['AT-11: another issuer', { claims: { iss: 'https://evil.example' } }],
      ['AT-11: a slash more', { claims: { iss: `${ISSUER}/` } }],
      ['AT-11: another case', { claims: { iss: ISSUER.toUpperCase() } }],
      ['AT-12: another audience', { claims: { aud: 'https://other.example' } }],
      ['AT-12: other audiences', { claims: { aud: ['https://other.example'] } }],
      ['AT-12: no audience', { claims: { aud: undefined } }],
      ['AT-12: an empty audience', { claims: { aud: [] } }],
      ['AT-12: a longer audience', { claims: { aud: `${AUDIENCE}.evil` } }],
      ['AT-12: a shorter audience', { claims: { aud: AUDIENCE.slice(0, -1) } }],
      ['AT-13: expired', { claims: { exp: 1_700_000_000 } }],
      ['AT-13: exp as a string', { claims: { exp: '9999999999' } }],
      ['AT-13: exp as a fraction', { claims: { exp: 9_999_999_999.5 } }],
      ['AT-13: exp beyond whole numbers', { claims: { exp: 1e308 } }],
      ['AT-13: no exp', { claims: { exp: undefined } }],
      ['AT-14: nbf in the future', { claims: { nbf: 9_000_000_000 } }],
      ['AT-14: iat in the future', { claims: { iat: 9_000_000_000, exp: 9_000_003_600 } }],
      ['AT-15: alg none with a signature', { header: { alg: 'none' } }],
      ['AT-15: alg ES384', { header: { alg: 'ES384' } }],
      ['AT-15: a key of somebody else', { key: foreign.privateKey }],
      [
        'AT-15: RS256 with a key of its own',
        { header: { alg: 'RS256' }, algorithm: 'RS256', key: rsa.privateKey },
      ],
      ['AT-16: a path as kid', { header: { kid: '../../etc/passwd' } }],
      ['AT-16: SQL as kid', { header: { kid: "' OR 1=1 --" } }],
      ['AT-16: a long kid', { header: { kid: 'k'.repeat(4_000) } }],
      ['AT-16: a number as kid', { header: { kid: 1 } }],
      ['AT-16: an unknown kid', { header: { kid: 'unknown' } }],
      [
        'AT-17: the attacker’s own jwk',
        { header: { jwk: foreign.publicKey.export({ format: 'jwk' }) }, key: foreign.privateKey },
      ],
      ['AT-18: an unknown critical parameter', { header: { crit: ['x'], x: 1 } }],
      ['AT-18: an unencoded payload', { header: { crit: ['b64'], b64: false } }],
      ['AT-19: no kid', { header: { kid: undefined } }],
      ['AT-21: no client_id', { claims: { client_id: undefined } }],
      ['AT-21: no sub', { claims: { sub: undefined } }],
      ['AT-21, D-30: no jti', { claims: { jti: undefined } }],
      ['AT-21: an empty jti', { claims: { jti: '' } }],
      ['no epoch', { claims: { epc: undefined } }],
      ['X-01: scope claims that disagree', { claims: { scp: ['reports:read', 'reports:write'] } }],
      ['A scope claim of another type', { claims: { scope: ['reports:read'] } }],
    ])('refuses %s', (_, forgery) => expectRefused(forge(forgery)));

    it.each<[string, (parts: [string, string, string]) => string]>([
      ['AT-15: no signature', ([head, payload]) => `${head}.${payload}.`],
      [
        'AT-15: alg none, in any case, unsigned',
        ([, payload]) => `${base64url(JSON.stringify({ ...header, alg: 'nOnE' }))}.${payload}.`,
      ],
      [
        'AT-15: HS256 keyed with the public key',
        ([, payload]) => {
          const input = `${base64url(JSON.stringify({ ...header, alg: 'HS256' }))}.${payload}`;
          return `${input}.${createHmac('sha256', PUBLIC_PEM).update(input).digest('base64url')}`;
        },
      ],
      [
        'AT-15: a changed payload',
        ([head, , signature]) =>
          `${head}.${base64url(JSON.stringify({ ...claims, scope: 'x' }))}.${signature}`,
      ],
      ['AT-20: two parts', ([head, payload]) => `${head}.${payload}`],
      [
        'AT-20: five parts, as a JWE has',
        ([head, payload, signature]) => `${head}.${payload}.${signature}.a.b`,
      ],
      ['AT-20: padding', (parts) => `${parts.join('.')}=`],
      [
        'AT-20: the other alphabet',
        ([head, payload, signature]) => `${head}.${payload}.${signature.slice(0, -1)}+`,
      ],
      [
        'AT-20: a repeated member',
        () =>
          signTexts(
            JSON.stringify(header),
            JSON.stringify(claims).replace('{', '{"sub":"x",'),
            'ES256',
            own.privateKey,
          ),
      ],
      ['AT-23: more than 8 kB', (parts) => forge({ claims: { filler: 'x'.repeat(7_000) } }) + parts[2]],
    ])('refuses %s', (_, spoil) => expectRefused(spoil(good.split('.') as [string, string, string])));

    it.each<[string, Forgery]>([
      ['a token that has expired', { claims: { exp: 1_700_000_000 } }],
      ['a token of another issuer', { claims: { iss: 'https://evil.example' } }],
      ['a client assertion', { header: { typ: 'client-authentication+jwt' } }],
      ['a DPoP proof', { header: { typ: 'dpop+jwt' } }],
      ['an ID token', { header: { typ: 'JWT' } }],
      ['a JWT of an introspection', { header: { typ: 'token-introspection+jwt' } }],
      ['a token signed by somebody else', { key: foreign.privateKey }],
    ])(
      'says of %s that it is inactive, and 200 to its revocation (IN-04, RV-02, AT-22)',
      async (_, forgery) => {
        const body = `token=${forge(forgery)}`;
        const seen = await deployment().token({ path: '/auth/introspect', basic: client, body });
        expect([seen.status, seen.body]).toEqual([200, '{"active":false}']);
        const ended = await deployment().token({ path: '/auth/revoke', basic: client, body });
        expect([ended.status, ended.body]).toEqual([200, '{}']);
        // Each had the jti of the good token, which was not what was shown.
        expect((await reportsWith(deployment(), good)).status).toBe(200);
      },
    );

    it('answers 431 beyond what Node takes as headers, and goes on serving (AT-23)', async () => {
      expect((await reportsWith(deployment(), 'x'.repeat(70_000))).status).toBe(431);
      expect((await reportsWith(deployment(), good)).status).toBe(200);
    });
  },
  { SIGNING_KEY, KEY_ENCRYPTION_KEY: undefined },
);
