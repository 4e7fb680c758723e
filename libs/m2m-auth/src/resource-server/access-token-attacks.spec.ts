import { generateKeyPairSync, createSecretKey } from 'node:crypto';
import {
  AUDIENCE,
  base64url,
  ISSUER,
  NOW,
  signTexts,
  tokenWith,
  validClaims,
  type Members,
} from '../../../../test/guards/support/forge.js';
import { es256, hs256, rs256, trusting } from '../../../../test/guards/support/signing-keys.js';
import { verifierWith } from '../../../../test/guards/support/verifier.js';
import { MAX_TOKEN_LENGTH } from './compact-jws.js';

const refuses = async (token: string, verifier = verifierWith()): Promise<void> => {
  await expect(async () => verifier.verify(token)).rejects.toMatchObject({
    code: 'invalid_token',
    status: 401,
  });
};
const valid = tokenWith({}, {}, es256);
const [header, payload, signature] = valid.split('.') as [string, string, string];
const headerText = JSON.stringify({ typ: 'at+jwt', alg: 'ES256', kid: es256.kid });
const payloadText = JSON.stringify(validClaims);
const signed = (head: string, body: string | Buffer = payloadText): string =>
  signTexts(head, body, 'ES256', es256.privateKey);
const withHeader = (members: Members): string => tokenWith({}, members, es256);
const withClaims = (members: Members): string => tokenWith(members, {}, es256);

it('accepts the token that the attacks below are made from', () => {
  expect(verifierWith().verify(valid)).toMatchObject({ clientId: 'reporter' });
});

describe('type (RFC 9068 §4, RFC 8725 §3.12)', () => {
  it.each([
    'JWT',
    undefined,
    'dpop+jwt',
    'client-authentication+jwt',
    'logout+jwt',
    'at+jwt ',
    1,
    ['at+jwt'],
  ])('refuses typ %p', (typ) => refuses(withHeader({ typ })));

  it.each([undefined, 'user', 'Client', true, ['client']])('refuses type %p (D-30)', (type) =>
    refuses(withClaims({ type })),
  );
});

describe('algorithm (RFC 8725 §3.1)', () => {
  it.each(['none', 'None', 'nOnE', 'NONE', '', undefined, 5, ['ES256'], 'es256', 'ES384', 'HS256', 'PS256'])(
    'refuses alg %p, signed or not',
    async (alg) => {
      const head = base64url(JSON.stringify({ typ: 'at+jwt', alg, kid: es256.kid }));
      await refuses(withHeader({ alg }));
      await refuses(`${head}.${payload}.`);
      await refuses(`${head}.${payload}.${signature}`);
    },
  );

  const publicTexts = [
    rs256.key.export({ type: 'spki', format: 'pem' }) as string,
    (rs256.key.export({ type: 'spki', format: 'pem' }) as string).trim(),
    rs256.key.export({ type: 'pkcs1', format: 'pem' }) as string,
    JSON.stringify(rs256.key.export({ format: 'jwk' })),
    rs256.kid,
  ];
  it.each(publicTexts)('refuses HS256 keyed with what is public of an RSA key (CVE-2015-9235) #%#', (text) =>
    refuses(
      tokenWith(
        {},
        {},
        { kid: rs256.kid, algorithm: 'HS256', privateKey: createSecretKey(Buffer.from(text)) },
      ),
    ),
  );

  it('refuses PS256 and RS256 in place of each other', async () => {
    const head = (alg: string): string => JSON.stringify({ typ: 'at+jwt', alg, kid: rs256.kid });
    await refuses(signTexts(head('PS256'), payloadText, 'PS256', rs256.privateKey));
    await refuses(signTexts(head('RS256'), payloadText, 'PS256', rs256.privateKey));
  });

  it('refuses a key that does not fit its algorithm', async () => {
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const x448 = generateKeyPairSync('ed448');
    const misfits = [
      { kid: 'k', algorithm: 'ES256', key: p384.publicKey, privateKey: p384.privateKey },
      { kid: 'k', algorithm: 'EdDSA', key: x448.publicKey, privateKey: x448.privateKey },
      { kid: 'k', algorithm: 'RS256', key: es256.key, privateKey: rs256.privateKey },
      { kid: 'k', algorithm: 'HS256', key: rs256.key, privateKey: hs256.privateKey },
    ] as const;
    for (const key of misfits) await refuses(tokenWith({}, {}, key), verifierWith({ keys: trusting(key) }));
  });

  it('refuses a signature of another key, an altered payload, and no signature', async () => {
    const stranger = { ...es256, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
    await refuses(tokenWith({}, {}, stranger));
    await refuses(`${header}.${base64url(payloadText.replace('reports:read', 'admin:all   '))}.${signature}`);
    await refuses(`${header}.${payload}.`);
  });
});

describe('header parameters', () => {
  it.each([
    '../../etc/passwd',
    "' OR 1=1",
    'k'.repeat(65),
    'k'.repeat(4000),
    '',
    7,
    ['ES256-key'],
    null,
    undefined,
    '__proto__',
    'constructor',
    'ES256-key ',
    'unknown',
  ])('treats kid as a name to look up and nothing else (RFC 8725 §3.10): %p', (kid) =>
    refuses(withHeader({ kid })),
  );

  it('never asks the key source for a malformed kid', async () => {
    const find = jest.fn();
    await refuses(withHeader({ kid: '../../etc/passwd' }), verifierWith({ keys: { find } }));
    expect(find).not.toHaveBeenCalled();
  });

  it.each([
    { crit: ['x'], x: 1 },
    { crit: [] },
    { crit: ['exp'], exp: NOW },
    { crit: null },
    { b64: false },
    { b64: true },
    { crit: ['b64'], b64: false },
  ])('refuses %p (RFC 7515 §4.1.11, RFC 7797 §6)', (members) => refuses(withHeader(members)));

  it('takes no key from the token (CVE-2018-0114)', async () => {
    const attacker = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = attacker.publicKey.export({ format: 'jwk' });
    const key = { ...es256, privateKey: attacker.privateKey };
    for (const members of [
      { jwk },
      { jku: 'http://127.0.0.1:1/jwks' },
      { x5u: 'http://127.0.0.1:1/' },
      { x5c: ['MII'] },
    ]) {
      await refuses(tokenWith({}, members, key));
      expect(verifierWith().verify(withHeader(members))).toMatchObject({ clientId: 'reporter' });
    }
  });
});

describe('serialization (RFC 7515 §7.1, RFC 8725 §3.11)', () => {
  it.each([
    ['nothing', ''],
    ['one part', header],
    ['two parts', `${header}.${payload}`],
    ['four parts', `${valid}.x`],
    ['a JWE', `${header}.a.b.c.d`],
    ['dots', '.'.repeat(8000)],
    ['empty header', `.${payload}.${signature}`],
    ['empty payload', `${header}..${signature}`],
    ['padding', `${valid}=`],
    ['padded header', `${header}=.${payload}.${signature}`],
    ['a space', ` ${valid}`],
    ['a line feed', `${valid}\n`],
    ['a line feed inside', `${header}.\n${payload}.${signature}`],
    ['NUL', `${valid}\0`],
    ['JSON serialization', JSON.stringify({ protected: header, payload, signature })],
    ['a non-ASCII look-alike', valid.replace('.', '．')],
  ])('refuses %s', (_, token) => refuses(token));

  it('refuses the other alphabet and stray trailing bits, which decode to the same bytes', async () => {
    const other = (text: string): string => text.replaceAll('-', '+').replaceAll('_', '/');
    let token = valid;
    while (other(token) === token || other(token.split('.')[2]!) === token.split('.')[2])
      token = tokenWith({}, {}, es256);
    await refuses(`${token.split('.').slice(0, 2).join('.')}.${other(token.split('.')[2]!)}`);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // 64 bytes end in a character of which only two bits count.
    const last = alphabet.indexOf(signature.at(-1)!);
    for (let bits = 1; bits < 16; bits += 1)
      await refuses(valid.slice(0, -1) + alphabet[(last & 0x30) | ((last + bits) & 0x0f)]!);
  });

  it('refuses members named twice, in header and payload, at any depth, however escaped', async () => {
    await refuses(signed(headerText.replace('{', '{"alg":"ES256",')));
    await refuses(signed(headerText.replace('{', '{"kid":"x",')));
    await refuses(signed(headerText, payloadText.replace('{', '{"iss":"https://evil.example",')));
    await refuses(signed(headerText, payloadText.replace('{', '{"\\u0069ss":"https://evil.example",')));
    await refuses(signed(headerText, payloadText.replace('{', '{"nested":[{"a":1,"a":1}],')));
  });

  it.each(['[]', '"x"', '1', 'null', '{', '{}x', '\uFEFF{}', "{'a':1}", '{"a":NaN}'])(
    'refuses %p as header or payload',
    async (text) => {
      await refuses(signed(text));
      await refuses(signed(headerText, text));
    },
  );

  it('refuses bytes that are not UTF-8', () =>
    refuses(
      signed(
        headerText,
        Buffer.concat([Buffer.from(payloadText.slice(0, -2)), Buffer.from([0xff, 0x22, 0x7d])]),
      ),
    ));

  it('looks at no more than 8 KiB', async () => {
    const padded = (length: number): string => withClaims({ pad: 'x'.repeat(length) });
    let length = 5000;
    while (padded(length + 1).length <= MAX_TOKEN_LENGTH) length += 1;
    expect(verifierWith().verify(padded(length))).toMatchObject({ clientId: 'reporter' });
    await refuses(padded(length + 4));
    await refuses('a'.repeat(1_000_000));
  });
});

describe('claims', () => {
  it.each([
    'https://auth.example.com/',
    'https://AUTH.example.com',
    'https://auth.example',
    `${ISSUER}.evil.example`,
    'https://other.example.com',
    [ISSUER],
    [ISSUER, 'https://evil.example'],
    '',
    null,
    undefined,
    {},
  ])('refuses iss %p (CVE-2024-53861, CVE-2025-30144)', (iss) => refuses(withClaims({ iss })));

  it.each([
    'https://api.example',
    `${AUDIENCE}.evil`,
    `${AUDIENCE}/`,
    ['https://other.example.com'],
    [],
    undefined,
    null,
    '',
    [AUDIENCE, 1],
    [[AUDIENCE]],
    { 0: AUDIENCE },
    `${AUDIENCE} https://other.example.com`,
    'HTTPS://API.EXAMPLE.COM',
    1,
  ])('refuses aud %p', (aud) => refuses(withClaims({ aud })));

  it.each(['exp', 'iat', 'epc'])('refuses a %s that is not a whole number', async (name) => {
    for (const value of [undefined, null, String(NOW), NOW + 0.5, -1, 1e308, [NOW], true, {}]) {
      await refuses(withClaims({ [name]: value }));
    }
    await refuses(signed(headerText, payloadText.replace(/"exp":\d+/, '"exp":1e999')));
  });

  it.each([null, 'soon', NOW + 120, NOW - 0.5, -1])('refuses nbf %p', (nbf) => refuses(withClaims({ nbf })));

  it.each([{ iat: NOW + 60 }, { exp: NOW - 6 }])('refuses %p', (claims) => refuses(withClaims(claims)));

  it.each(['jti', 'sub', 'client_id'])('refuses a %s that is not a non-empty string', async (name) => {
    for (const value of [undefined, null, '', 7, ['x'], {}]) await refuses(withClaims({ [name]: value }));
  });

  it.each([null, 7, '', ['org']])('refuses org_id %p', (org_id) => refuses(withClaims({ org_id })));
});
