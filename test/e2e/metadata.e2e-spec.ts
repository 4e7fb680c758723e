import { ISSUER } from './support/deployments.js';
import { expectError } from './support/expectations.js';
import { onEveryDeployment } from './support/on-every-deployment.js';

const ORIGIN = new URL(ISSUER).origin;
const OAUTH = '/.well-known/oauth-authorization-server/m2m';
/** Members of features that this server does not have. */
const NOT_SERVED =
  /^(registration|dpop|mtls|tls_client|code_challenge|client_id_metadata|scopes_supported|protected_resources)|_auth_signing_alg_/;
const METHODS = ['client_secret_basic', 'client_secret_post'];

onEveryDeployment('authorization server metadata (RFC 8414)', (deployment) => {
  const read = async (path: string, headers: Record<string, string> = {}): Promise<unknown> => {
    const response = await fetch(deployment().url + path, { headers });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'application/json; charset=utf-8',
    ]);
    return response.json();
  };
  const document = {
    issuer: ISSUER,
    token_endpoint: `${ORIGIN}/auth/token`,
    jwks_uri: `${ORIGIN}/.well-known/jwks.json`,
    authorization_endpoint: `${ORIGIN}/auth/authorize`,
    response_types_supported: ['none'],
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: METHODS,
    revocation_endpoint: `${ORIGIN}/auth/revoke`,
    revocation_endpoint_auth_methods_supported: METHODS,
    introspection_endpoint: `${ORIGIN}/auth/introspect`,
    introspection_endpoint_auth_methods_supported: METHODS,
    resource_indicators_supported: true,
  };

  it('says exactly this, with the path of the issuer inserted (MD-01, MD-02, MD-09, E-06)', async () => {
    expect(await read(OAUTH)).toEqual(document);
  });

  it('is never made from a Host header (MD-05)', async () => {
    const forged = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher' };
    expect(await read(OAUTH, forged)).toEqual(document);
  });

  it.each(['/.well-known/openid-configuration/m2m', '/m2m/.well-known/openid-configuration'])(
    'is at %s for OpenID clients, with what they demand (MD-03, B-30)',
    async (path) => {
      expect(await read(path)).toEqual({
        ...document,
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
      });
    },
  );

  it('promises nothing that there is not, and has no null and no empty list (MD-11, MD-14, MD-15)', async () => {
    for (const path of [OAUTH, '/.well-known/openid-configuration/m2m']) {
      const entries = Object.entries((await read(path)) as Record<string, unknown>);
      const empty = entries.filter(
        ([, value]) => value === null || (Array.isArray(value) && value.length === 0),
      );
      expect(empty).toEqual([]);
      expect(entries.map(([name]) => name).filter((name) => NOT_SERVED.test(name))).toEqual([]);
    }
  });

  // The checks of AuthorizationServerMetadata.validate (Authlib 1.8), of OpenIDConnect::Discovery (the gem openid_connect:
  // `presence` of each), and of the metadata schema of the MCP SDK, which its own suite in test/interop runs.
  it.each([
    ['Authlib', OAUTH, ['issuer', 'authorization_endpoint', 'token_endpoint', 'response_types_supported']],
    [
      'the gem openid_connect',
      '/.well-known/openid-configuration/m2m',
      [
        'issuer',
        'authorization_endpoint',
        'jwks_uri',
        'response_types_supported',
        'subject_types_supported',
        'id_token_signing_alg_values_supported',
      ],
    ],
    [
      'the MCP SDK',
      OAUTH,
      ['issuer', 'authorization_endpoint', 'token_endpoint', 'response_types_supported'],
    ],
  ])('has what %s refuses to miss, nothing of it empty (MD-07)', async (_, path, members) => {
    const published = (await read(path)) as Record<string, string | readonly string[]>;
    for (const member of members) expect([member, published[member]?.length]).not.toEqual([member, 0]);
    for (const member of members) expect(published).toHaveProperty(member);
    expect(published['response_types_supported']).toEqual(['none']);
  });

  it('may be kept for an hour, and is there for HEAD (MD-17)', async () => {
    for (const method of ['GET', 'HEAD']) {
      const response = await fetch(deployment().url + OAUTH, { method });
      expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'public, max-age=3600']);
    }
  });

  it('names only endpoints that are there (MD-16)', async () => {
    for (const [name, value] of Object.entries(document)) {
      if (!/_endpoint$|_uri$/.test(name)) continue;
      const { pathname } = new URL(String(value));
      const response = await fetch(deployment().url + pathname, { method: 'POST' });
      expect([name, response.status]).not.toEqual([name, 404]);
    }
  });

  it('sends those who look for an authorization endpoint away in their own words (MD-08)', async () => {
    const response = await deployment().token({ path: '/auth/authorize', method: 'GET' });
    expectError(response, 400, 'unsupported_response_type');
  });
});
