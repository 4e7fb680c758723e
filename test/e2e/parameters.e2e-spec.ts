import type { RegisteredClient } from './support/admin.js';
import { expectError, expectToken } from './support/expectations.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import { GRANT } from './support/token-request.js';

const DEFINED = [
  'grant_type=client_credentials',
  'client_id=x',
  'client_secret=x',
  'scope=reports:read',
  'client_assertion=x',
  'client_assertion_type=x',
  'code=x',
  'refresh_token=x',
];

onEveryDeployment('token request parameters', (deployment) => {
  let client: RegisteredClient;

  beforeAll(async () => {
    client = await deployment().registerClient({ scopes: ['reports:read'], audiences: ['urn:a', 'urn:b'] });
  });

  const withBody = (body: string) => deployment().token({ basic: client, body });

  it.each(DEFINED)('answers 400 when %s is repeated, equal or empty (TE-05, H-10)', async (parameter) => {
    const name = parameter.slice(0, parameter.indexOf('='));
    for (const pair of [`${parameter}&${parameter}`, `${parameter}&${name}=`, `${name}=&${name}=`]) {
      const body = name === 'grant_type' ? pair : `${GRANT}&${pair}`;
      expectError(await withBody(body), 400, 'invalid_request');
    }
  });

  it('lets resource repeat (TE-06)', async () => {
    expectToken(await withBody(`${GRANT}&resource=urn:a&resource=urn:b`));
  });

  it.each([
    ['an unknown parameter', 'foo=bar'],
    ['an unknown parameter twice', 'foo=bar&foo=baz'],
    ['organization_id and audience (C-12)', 'organization_id=evil&audience=https://evil.example'],
    ['no name', '=x'],
    ['a name alone', 'foo'],
    ['no pairs between separators', '&&&'],
    ['a subfield of PHP', 'scope[]=admin'],
    ['a member of qs', 'scope[x]=admin'],
    ['an operator of a database', 'client_id[$ne]=1'],
    ['__proto__', '__proto__[x]=1&__proto__.x=1&__proto__=1'],
    ['constructor.prototype', 'constructor[prototype][x]=1&constructor=1'],
    ['names of Object.prototype', 'toString=1&hasOwnProperty=1&valueOf=1'],
    ['a refresh token that this grant does not know', 'refresh_token=x'],
  ])('ignores %s (TE-07, TE-09, RFC 6749 §3.2)', async (_, parameters) => {
    const { scope } = expectToken(await withBody(`${GRANT}&${parameters}`));
    expect(scope).toBe('reports:read');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it.each([
    'scope=',
    'scope=+',
    'scope=%20%20',
    'scope',
    'resource=',
    'resource=&resource=',
    'redirect_uri=',
  ])('counts %s as omitted (TE-08, D-22, RI-13)', async (parameters) => {
    expect(expectToken(await withBody(`${GRANT}&${parameters}`)).scope).toBe('reports:read');
  });

  it.each([
    ['missing', ''],
    ['empty', 'grant_type='],
    ['blank', 'grant_type=+'],
    ['nameless', 'scope=reports:read'],
    ['an element of an array', 'grant_type[0]=client_credentials'],
    ['of another case in its name', 'Grant_Type=client_credentials'],
  ])('answers invalid_request when grant_type is %s (TE-10)', async (_, body) => {
    expectError(await withBody(body), 400, 'invalid_request');
  });

  it.each([
    'foo',
    'password',
    'implicit',
    'authorization_code',
    'refresh_token',
    'Client_Credentials',
    'client_credentials%20',
    'client_credentials,password',
    '__proto__',
    'constructor',
    'urn:ietf:params:oauth:grant-type:token-exchange',
  ])('answers unsupported_grant_type to %s (TE-11, BC-01, C-03)', async (grantType) => {
    expectError(await withBody(`grant_type=${grantType}`), 400, 'unsupported_grant_type');
  });

  it('answers unauthorized_client when the client is not registered for the grant (TE-12, A-36, E-19)', async () => {
    const other = await deployment().registerClient({ grantTypes: ['authorization_code'] });
    expectError(await deployment().token({ basic: other }), 400, 'unauthorized_client');
    const none = await deployment().registerClient({ grantTypes: [] });
    expectError(await deployment().token({ post: none }), 400, 'unauthorized_client');
  });

  it('cannot register a public client, which this grant is not for (TE-14)', async () => {
    const input = { name: 'public', scopes: [], tokenEndpointAuthMethod: 'none' };
    expect((await deployment().admin('POST', '/oauth-clients', input)).status).toBe(400);
  });

  it.each([
    ['a malformed escape', 'scope=%ZZ'],
    ['a cut-off escape', 'scope=%'],
    ['bytes that are no UTF-8', 'scope=%FF'],
    ['an overlong NUL', 'client_id=%C0%80'],
    ['a control character', 'client_id=a%00b'],
    ['a line break', 'resource=urn:a%0d%0ax'],
  ])('answers 400 to %s (TE-24)', async (_, parameters) => {
    expectError(await withBody(`${GRANT}&${parameters}`), 400, 'invalid_request');
  });

  it('answers 400 to raw bytes that are no UTF-8', async () => {
    const body = Buffer.concat([Buffer.from(`${GRANT}&scope=`), Buffer.from([0xff, 0xfe])]);
    expectError(await deployment().token({ basic: client, body }), 400, 'invalid_request');
  });

  it.each(['"quoted"', 'back\\slash', 'line\r\nSet-Cookie: a=b', '😀', '<script>', 'canary'])(
    'repeats nothing of scope %j in its answer (TE-22)',
    async (scope) => {
      const response = await deployment().token({ basic: client, form: { scope } });
      expectError(response, 400, 'invalid_scope');
      expect(response.headers['set-cookie']).toBeUndefined();
      expect(JSON.stringify(response)).not.toMatch(/quoted|slash|Set-Cookie|<script|canary|😀/i);
    },
  );
});
