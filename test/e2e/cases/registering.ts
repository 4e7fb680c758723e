import { requestBytes, send } from '../../hosts/support/raw-http.js';
import { AUDIENCE, ISSUER } from '../support/deployments.js';
import { expectInvalidClient, expectToken } from '../support/expectations.js';
import {
  bearerLine,
  credentialsIn,
  informationIn,
  JSON_TYPE,
  REGISTER_PATH,
  type ClientInformation,
} from '../support/registration.js';
import type { RegistrationSuite } from '../support/registration-suite.js';
import { readToken } from '../support/tokens.js';

const ORIGIN = new URL(ISSUER).origin;
const GENERATED = (prefix: string): RegExp => new RegExp(`^${prefix}_[A-Za-z0-9_-]{49}$`);

/** Members of a client, and of a registration, that only the server decides on. */
const INTERNAL = {
  client_id: 'admin',
  clientId: 'admin',
  client_secret: 'chosen-by-the-client-0123456789abcdef',
  clientSecret: 'chosen-by-the-client-0123456789abcdef',
  client_id_issued_at: 1,
  client_secret_expires_at: 1,
  registration_access_token: 'm2mr_mine',
  registration_client_uri: 'https://evil.example/',
  id: '00000000-0000-4000-8000-000000000000',
  isActive: false,
  is_active: false,
  claims: { role: 'admin' },
  organizationId: 'acme',
  organization_id: 'acme',
  org_id: 'acme',
  protectedResources: [AUDIENCE],
  protected_resources: [AUDIENCE],
  audiences: ['https://evil.example'],
  audience: 'https://evil.example',
  scopes: ['admin'],
  accessTokenTtl: 86_400,
  access_token_ttl: 86_400,
  metadata: { a: 1 },
  description: 'x',
  name: 'x',
  details: { scope: 'admin' },
  initialAccessTokenId: 'x',
  maxUses: 1_000,
  foo: 1,
};

/** What a client is once it has registered itself. */
export const registeringCases = (suite: RegistrationSuite): void => {
  const shownToAdmin = async ({ client_id }: ClientInformation): Promise<Record<string, unknown>> =>
    (await suite.deployment.admin('GET', `/oauth-clients/${client_id}`)).body as Record<string, unknown>;

  it('answers 201 with exactly what was registered, for no cache to keep (DR-01, DR-03 to DR-05, B-25, DM-01)', async () => {
    const response = await suite.register({});
    const information = informationIn(response);
    expect(information).toEqual({
      client_id: expect.stringMatching(/^client_[0-9a-f-]{36}$/),
      client_secret: expect.stringMatching(GENERATED('m2ms')),
      client_id_issued_at: expect.any(Number),
      client_secret_expires_at: 0,
      scope: '',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: 'client_secret_basic',
      registration_access_token: expect.stringMatching(GENERATED('m2mr')),
      registration_client_uri: `${ORIGIN}${REGISTER_PATH}/${information.client_id}`,
    });
    expect(Math.abs(Number(information['client_id_issued_at']) - Date.now() / 1_000)).toBeLessThan(60);
    expect(response.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
    });
  });

  it('registers what was asked for and echoes it; the client then gets tokens, by its own method only (DR-04)', async () => {
    const asked = {
      client_name: 'Robot 🤖',
      scope: 'reports:write reports:read',
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'client_secret_post',
      client_uri: 'https://example.com/robot',
      contacts: ['ops@example.com'],
      software_id: 'robot',
      software_version: '1',
    };
    const response = await suite.register({ ...asked, redirect_uris: [], response_types: [] });
    const information = informationIn({
      ...response,
      body: Buffer.from(response.body, 'latin1').toString(),
    });
    expect(information).toMatchObject(asked);
    expect(await shownToAdmin(information)).toMatchObject({
      name: asked.client_name,
      scopes: ['reports:write', 'reports:read'],
      audiences: [AUDIENCE, 'https://other.example.com'],
      tokenEndpointAuthMethod: 'client_secret_post',
    });
    const client = credentialsIn(information);
    const { access_token } = expectToken(
      await suite.deployment.token({ post: client, form: { resource: AUDIENCE } }),
    );
    const { claims } = await readToken(suite.deployment, access_token);
    expect(claims).toMatchObject({ client_id: client.clientId, scope: 'reports:write reports:read' });
    expectInvalidClient(await suite.deployment.token({ basic: client }), true);
  });

  it('does not hold a client to a method that it has not named (RFC 6749 §2.3.1)', async () => {
    const client = credentialsIn(informationIn(await suite.register({})));
    expectToken(await suite.deployment.token({ basic: client }));
    expectToken(await suite.deployment.token({ post: client }));
  });

  it('lets a client set nothing else of itself, and echoes nothing that it ignored (DR-07, DR-11, DR-13)', async () => {
    await suite.deployment.admin('POST', '/organizations', { id: 'acme', name: 'Acme' });
    const plain = Object.keys(informationIn(await suite.register({}))).sort();
    const information = informationIn(await suite.register(INTERNAL));
    expect(Object.keys(information).sort()).toEqual(plain);
    const shown = await shownToAdmin(information);
    expect(shown).toMatchObject({
      clientId: information.client_id,
      name: information.client_id,
      description: null,
      organizationId: null,
      scopes: [],
      claims: {},
      protectedResources: [],
      accessTokenTtl: null,
      isActive: true,
      metadata: {},
    });
    expect(information.client_id).toMatch(/^client_/);
    expect(JSON.stringify([information, shown])).not.toMatch(/evil|admin|chosen/);
  });

  it('is not impressed by names of prototypes (DR-13)', async () => {
    const body =
      '{"__proto__":{"scope":"admin","isActive":false},"constructor":{"prototype":{"a":1}},"toString":1}';
    const request = requestBytes('POST', REGISTER_PATH, [JSON_TYPE, bearerLine(suite.token)], body);
    const information = informationIn(await send(suite.deployment.port, request));
    expect(information['scope']).toBe('');
    expect(({} as Record<string, unknown>)['scope']).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('takes null for omitted, and JSON with a charset', async () => {
    const body = JSON.stringify({ client_name: null, scope: null, grant_types: null, jwks: null });
    const lines = ['Content-Type: application/json; charset=UTF-8', bearerLine(suite.token)];
    const response = await send(suite.deployment.port, requestBytes('POST', REGISTER_PATH, lines, body));
    expect(informationIn(response)).toMatchObject({ scope: '', grant_types: ['client_credentials'] });
  });

  it('says in the metadata where (RFC 8414 §2, MD-14)', async () => {
    const response = await fetch(`${suite.deployment.url}/.well-known/oauth-authorization-server/m2m`);
    expect(await response.json()).toMatchObject({ registration_endpoint: `${ORIGIN}${REGISTER_PATH}` });
  });
};
