import { expectRefusal } from '../support/nest-errors.js';
import type { Suite } from '../support/suite.js';

const nested = (levels: number): unknown => (levels === 0 ? 1 : { level: nested(levels - 1) });
const members = (count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`claim${index}`, index]));
const list = (count: number): string[] => Array.from({ length: count }, (_, index) => `item:${index}`);

/** What registering refuses, by the field that the answer has to name. */
const REFUSED: readonly (readonly [field: string, what: string, input: Record<string, unknown>])[] = [
  // D-10, A-06, X-25: the grammar of a client id.
  ['clientId', 'an empty id', { clientId: '' }],
  ['clientId', 'a blank id', { clientId: '  ' }],
  ['clientId', 'a colon, which Basic splits at', { clientId: 'a:b' }],
  ['clientId', 'white space', { clientId: 'a b' }],
  ['clientId', 'a line break', { clientId: 'a\n' }],
  ['clientId', 'a slash', { clientId: 'a/b' }],
  ['clientId', 'anything but ASCII', { clientId: 'clïent' }],
  ['clientId', '256 characters', { clientId: 'x'.repeat(256) }],
  ['clientId', 'a number', { clientId: 7 }],
  ['clientId', 'null', { clientId: null }],
  // D-10, X-24: 32 to 128 characters, which no caller gets around.
  ['clientSecret', 'an empty secret', { clientSecret: '' }],
  ['clientSecret', '31 characters', { clientSecret: 'x'.repeat(31) }],
  ['clientSecret', '129 characters', { clientSecret: 'x'.repeat(129) }],
  ['clientSecret', 'characters outside ASCII', { clientSecret: 'é'.repeat(40) }],
  ['clientSecret', 'a line break', { clientSecret: `${'x'.repeat(40)}\n` }],
  ['clientSecret', 'blanks only', { clientSecret: ' '.repeat(40) }],
  ['clientSecret', 'the form of a generated one', { clientSecret: `m2ms_${'A'.repeat(49)}` }],
  ['clientSecret', 'a number', { clientSecret: 1 }],
  ['clientSecret', 'null', { clientSecret: null }],
  ['name', 'no name', { name: undefined }],
  ['name', 'an empty name', { name: '' }],
  ['name', 'a blank name', { name: '   ' }],
  ['name', '256 characters', { name: 'x'.repeat(256) }],
  ['name', 'NUL', { name: 'a\0b' }],
  ['name', 'half of a surrogate pair', { name: 'a\ud800' }],
  ['name', 'an array', { name: ['a'] }],
  ['description', '1,001 characters', { description: 'x'.repeat(1_001) }],
  ['description', 'NUL', { description: '\0' }],
  ['organizationId', 'an organization that does not exist', { organizationId: 'nobody' }],
  ['organizationId', 'an object', { organizationId: { id: 'a' } }],
  // A-07, D-10: scope tokens of RFC 6749 §3.3.
  ['scopes', 'no scopes', { scopes: undefined }],
  ['scopes', 'a string', { scopes: 'reports:read' }],
  ['scopes', 'null', { scopes: null }],
  ['scopes', 'an entry that is no string', { scopes: ['reports:read', 1] }],
  ['scopes', 'an entry that is null', { scopes: [null] }],
  ['scopes', 'an empty scope', { scopes: [''] }],
  ['scopes', 'a space in a scope', { scopes: ['reports read'] }],
  ['scopes', 'a quote', { scopes: ['a"b'] }],
  ['scopes', 'a backslash', { scopes: ['a\\b'] }],
  ['scopes', 'anything but ASCII', { scopes: ['lesen:ü'] }],
  ['scopes', '65 of them', { scopes: list(65) }],
  ['scopes', 'more than 1,024 characters together', { scopes: ['x'.repeat(1_025)] }],
  ['audiences', 'a fragment', { audiences: ['https://api.example.com/#a'] }],
  ['audiences', 'a relative reference', { audiences: ['/api'] }],
  ['audiences', 'a URL without host', { audiences: ['https://'] }],
  ['audiences', 'a space', { audiences: ['an api'] }],
  ['audiences', 'an empty one', { audiences: [''] }],
  ['audiences', '65 of them', { audiences: list(65) }],
  ['audiences', 'an object', { audiences: { 0: 'https://api.example.com' } }],
  ['protectedResources', 'a fragment', { protectedResources: ['https://api.example.com#'] }],
  ['protectedResources', 'a number', { protectedResources: [1] }],
  ['grantTypes', 'an unknown grant', { grantTypes: ['password'] }],
  ['grantTypes', 'a string', { grantTypes: 'client_credentials' }],
  ['tokenEndpointAuthMethod', 'an unknown method', { tokenEndpointAuthMethod: 'none' }],
  ['tokenEndpointAuthMethod', 'a number', { tokenEndpointAuthMethod: 1 }],
  ['accessTokenTtl', '59 seconds', { accessTokenTtl: 59 }],
  ['accessTokenTtl', 'more than a day', { accessTokenTtl: 86_401 }],
  ['accessTokenTtl', 'half a second', { accessTokenTtl: 60.5 }],
  ['accessTokenTtl', 'text', { accessTokenTtl: '3600' }],
  // A-05, D-12: what a client says of itself never speaks for the issuer.
  ...[
    'iss',
    'sub',
    'aud',
    'exp',
    'nbf',
    'iat',
    'jti',
    'client_id',
    'type',
    'scope',
    'scopes',
    'scp',
    'org_id',
  ]
    .concat('azp', 'act', 'cnf', 'epc', 'token_use', 'typ', 'authorization_details', 'sid', 'active')
    .map((name) => ['claims', `the reserved name ${name}`, { claims: { [name]: 'x' } }] as const),
  ['claims', 'the name constructor', { claims: { constructor: 'x' } }],
  ['claims', 'the name prototype', { claims: { prototype: 'x' } }],
  ['claims', 'the name constructor further down', { claims: { tenant: { constructor: { a: 1 } } } }],
  ['claims', 'an array', { claims: ['a'] }],
  ['claims', 'a string', { claims: 'a' }],
  ['claims', 'null', { claims: null }],
  ['claims', '33 members', { claims: members(33) }],
  ['claims', 'five levels', { claims: nested(5) }],
  ['claims', 'more than 4 KiB', { claims: { a: 'x'.repeat(4_097) } }],
  ['claims', 'more than 4 KiB of UTF-8', { claims: { a: 'é'.repeat(2_050) } }],
  ['claims', 'NUL', { claims: { a: '\0' } }],
  ['claims', 'half of a surrogate pair', { claims: { a: '\udc00' } }],
  ['metadata', 'an array', { metadata: [] }],
  ['metadata', 'more than 16 KiB', { metadata: { a: 'x'.repeat(16_385) } }],
  ['metadata', 'NUL', { metadata: { a: '\0' } }],
  ['metadata', 'half of a surrogate pair', { metadata: { ['\ud800']: 1 } }],
  // What JavaScript would change (RFC 8259 §6).
  ...['claims', 'metadata'].flatMap((field) => [
    [field, 'an integer beyond 2^53 - 1', { [field]: { a: 2 ** 53 } }] as const,
    [field, 'one of the other sign, further down', { [field]: { a: [{ b: -(2 ** 53) }] } }] as const,
    [field, 'a number that is beyond all integers', { [field]: { a: 1e300 } }] as const,
  ]),
  ['isActive', 'a field that is for PATCH', { isActive: false }],
  ['id', 'a field of the row', { id: '00000000-0000-4000-8000-000000000000' }],
  ['client_name', 'an unknown field', { client_name: 'a' }],
];

const ACCEPTED: readonly (readonly [what: string, input: Record<string, unknown>])[] = [
  ['one character', { clientId: 'x' }],
  ['255 characters', { clientId: 'x'.repeat(255) }],
  ['every permitted character', { clientId: 'Billing.service_2-eu' }],
  ['a secret of 32 characters', { clientSecret: 'x'.repeat(32) }],
  ['a secret of 128 printable characters', { clientSecret: ` ~"\\:%+${'é'.length}`.repeat(16) }],
  ['64 scopes', { scopes: list(64) }],
  ['no scopes', { scopes: [] }],
  ['a comma in a scope, which RFC 6749 §3.3 permits', { scopes: ['a,b'] }],
  ['claims of four levels', { claims: nested(4) }],
  [
    'the largest and the smallest integer',
    { claims: { a: 2 ** 53 - 1, b: -(2 ** 53) + 1 }, metadata: { a: 2 ** 53 - 1 } },
  ],
  ['claims of any JSON type (A-02)', { claims: { a: null, b: true, c: 1.5, d: ['x', { e: [] }], f: '😀' } }],
  ['32 claims', { claims: members(32) }],
  ['the shortest lifetime', { accessTokenTtl: 60 }],
  ['the longest lifetime', { accessTokenTtl: 86_400 }],
  ['null for what may be unset', { description: null, organizationId: null, accessTokenTtl: null }],
];

/** What can be said about a client (D-10, A-06, A-07, X-23 to X-25, D-12). */
export const clientInputCases = (suite: Suite): void => {
  const valid = { name: 'A client', scopes: ['reports:read'] };

  it.each(REFUSED)('refuses as %s: %s', async (field, _what, input) => {
    expectRefusal(await suite.call('POST', '/oauth-clients', { ...valid, ...input }), 400, field);
  });

  it.each(ACCEPTED)('accepts %s, and shows it as given', async (_what, input) => {
    const { clientSecret, ...shown } = await suite.register(input);
    const { clientSecret: supplied, ...rest } = input;

    expect(shown).toMatchObject(rest);
    expect(clientSecret).toEqual(supplied ?? expect.stringMatching(/^m2ms_[\w-]{49}$/));
  });

  it('names every problem of a request at once', async () => {
    const answer = await suite.call('POST', '/oauth-clients', {
      name: 'a\0',
      scopes: ['a b'],
      clientId: 'a:b',
      clientSecret: 'short',
      accessTokenTtl: 1,
    });

    expectRefusal(answer, 400, 'name', 'scopes', 'clientId', 'clientSecret', 'accessTokenTtl');
  });

  it('refuses __proto__ among the claims and among the fields', async () => {
    const claims = '{"name":"a","scopes":[],"claims":{"__proto__":{"admin":true}}}';
    const field = '{"name":"a","scopes":[],"__proto__":{"isActive":false}}';
    const constructor = '{"name":"a","scopes":[],"constructor":{"a":1}}';

    for (const raw of [claims, field, constructor]) {
      expectRefusal(await suite.call('POST', '/oauth-clients', undefined, { raw }), 400);
    }
  });

  it.each(['1e400', '-0', '9007199254740993', '123456789012345678901234567890'])(
    'refuses the number %s in claims and metadata, registered or changed later, instead of changing it',
    async (number) => {
      const { clientId } = await suite.register();
      for (const field of ['claims', 'metadata']) {
        const change = `"${field}":{"list":[${number}]}`;
        const registered = { raw: `{"name":"a","scopes":[],${change}}` };
        expectRefusal(await suite.call('POST', '/oauth-clients', undefined, registered), 400, field);
        const changed = await suite.call('PATCH', `/oauth-clients/${clientId}`, undefined, {
          raw: `{${change}}`,
        });
        expectRefusal(changed, 400, field);
      }
    },
  );

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'])(
    'answers 400 to the name %s in the query',
    async (name) => {
      for (const query of [`isActive=${name}`, `organizationId[${name}]=a`, `cursor=${name}`]) {
        expectRefusal(await suite.call('GET', `/oauth-clients?${query}`), 400);
      }
    },
  );

  it.each(['claims', 'metadata', 'scopes', 'unknown'])(
    'answers 400 to %s nested so deeply that a recursive walk would overflow',
    async (field) => {
      const deep = '['.repeat(40_000) + ']'.repeat(40_000);
      const value = ['claims', 'metadata'].includes(field) ? `{"a":${deep}}` : deep;
      const raw = `{"name":"a","scopes":[],"${field}":${value}}`;

      expectRefusal(await suite.call('POST', '/oauth-clients', undefined, { raw }), 400);
    },
  );

  it.each(['[]', '[{}]', '5', '"text"', 'true', 'null', '{'])(
    'answers 400 to a body that is no JSON object: %s',
    async (raw) => {
      const { clientId } = await suite.register();
      const headers = { 'content-type': 'application/json' };
      const refuse = async (method: string, path: string): Promise<void> =>
        expectRefusal(await suite.call(method, path, undefined, { raw, headers }), 400);

      await refuse('POST', '/oauth-clients');
      await refuse('PATCH', `/oauth-clients/${clientId}`);
      await refuse('POST', '/organizations');
    },
  );
};
