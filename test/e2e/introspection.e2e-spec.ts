import { decodeJwt } from 'jose';
import type { RawResponse } from '../hosts/support/raw-http.js';
import type { RegisteredClient } from './support/admin.js';
import { AUDIENCE, ISSUER } from './support/deployments.js';
import { expectError, expectInvalidClient } from './support/expectations.js';
import { onEveryDeployment } from './support/on-every-deployment.js';

const OTHER_API = 'https://other.example.com';

onEveryDeployment('the introspection endpoint (RFC 7662)', (deployment) => {
  let client: RegisteredClient;
  let token: string;

  beforeEach(async () => {
    client = await deployment().registerClient({ scopes: ['reports:read', 'reports:write'] });
    token = await deployment().accessToken(client);
  });

  const introspect = (body: string, basic: RegisteredClient = client): Promise<RawResponse> =>
    deployment().token({ path: '/auth/introspect', basic, body });
  const expectInactive = (response: RawResponse): void => {
    expect([response.status, response.body]).toEqual([200, '{"active":false}']);
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
  };

  it('tells a client all about its own token (IN-01, IN-03, E-42)', async () => {
    const response = await introspect(`token=${token}&token_type_hint=refresh_token`);
    const { jti, iat, exp } = decodeJwt(token);
    expect(response.status).toBe(200);
    expect(JSON.parse(response.body)).toEqual({
      active: true,
      scope: 'reports:read reports:write',
      client_id: client.clientId,
      token_type: 'Bearer',
      exp,
      iat,
      sub: client.clientId,
      aud: AUDIENCE,
      iss: ISSUER,
      jti,
    });
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
  });

  it.each(['access_token', 'refresh_token', 'urn:x', ''])(
    'says the same whatever the hint: %j (IN-07, RFC 7662 §2.1)',
    async (hint) => {
      const [without, hinted] = await Promise.all([
        introspect(`token=${token}`),
        introspect(`token=${token}&token_type_hint=${hint}`),
      ]);
      expect([hinted.status, hinted.body]).toEqual([200, without.body]);
      expect(JSON.parse(hinted.body)).toMatchObject({ active: true });
    },
  );

  it('answers JSON to those who would rather have a JWT (IN-15, RFC 9701 §4)', async () => {
    const response = await deployment().token({
      path: '/auth/introspect',
      basic: client,
      headers: ['Accept: application/token-introspection+jwt'],
      body: `token=${token}`,
    });
    expect([response.status, response.headers['content-type']]).toEqual([
      200,
      'application/json; charset=utf-8',
    ]);
    expect(JSON.parse(response.body)).toMatchObject({ active: true });
  });

  it.each(['garbage', 'a.b.c', 'null'])(
    'answers %j with {"active":false} and nothing else (IN-04)',
    async (text) => {
      expectInactive(await introspect(`token=${text}`));
    },
  );

  it('answers so to a token with another signature', async () => {
    const [head, claims] = token.split('.');
    const [, , signature] = (await deployment().accessToken(client)).split('.');
    expectInactive(await introspect(`token=${head}.${claims}.${signature}`));
  });

  it("answers so to another client's token: callers must not learn of it (IN-05)", async () => {
    const stranger = await deployment().registerClient({ scopes: [] });
    expectInactive(await introspect(`token=${token}`, stranger));
  });

  it('tells a resource server about tokens meant for it, and of several audiences its own (E-41, RFC 7662 §2.2)', async () => {
    const api = await deployment().registerClient({ scopes: [], protectedResources: [AUDIENCE] });
    expect(JSON.parse((await introspect(`token=${token}`, api)).body)).toMatchObject({
      active: true,
      client_id: client.clientId,
    });
    const both = await deployment().registerClient({ scopes: [], audiences: [AUDIENCE, OTHER_API] });
    const forBoth = await deployment().accessToken(both);
    const seenBy = async (caller: RegisteredClient): Promise<unknown> =>
      (JSON.parse((await introspect(`token=${forBoth}`, caller)).body) as { aud?: unknown }).aud;
    const other = await deployment().registerClient({ scopes: [], protectedResources: [OTHER_API] });
    expect([await seenBy(api), await seenBy(other), await seenBy(both)]).toEqual([
      AUDIENCE,
      OTHER_API,
      [AUDIENCE, OTHER_API],
    ]);
    const neither = await deployment().registerClient({ scopes: [], protectedResources: ['urn:x:other'] });
    expectInactive(await introspect(`token=${forBoth}`, neither));
  });

  it('knows of revocation: by the client, by an administrator, with the client (IN-09, IN-10)', async () => {
    const path = `/oauth-clients/${client.clientId}`;
    const api = await deployment().registerClient({ scopes: [], protectedResources: [AUDIENCE] });
    await deployment().token({ path: '/auth/revoke', basic: client, body: `token=${token}` });
    expectInactive(await introspect(`token=${token}`, api));
    const second = await deployment().accessToken(client);
    await deployment().admin('POST', `${path}/revoke-tokens`, {});
    expectInactive(await introspect(`token=${second}`, api));
    const third = await deployment().accessToken(client);
    await deployment().admin('PATCH', path, { isActive: false });
    expectInactive(await introspect(`token=${third}`, api));
  });

  it('authenticates its callers (IN-02)', async () => {
    expectInvalidClient(await introspect(`token=${token}`, { ...client, clientSecret: 'wrong' }), true);
    expectInvalidClient(await deployment().token({ path: '/auth/introspect', body: `token=${token}` }), true);
    // A bearer token authorizes only where a scope for that is configured.
    const bearer = await deployment().token({
      path: '/auth/introspect',
      headers: [`Authorization: Bearer ${token}`],
      body: `token=${token}`,
    });
    expectError(bearer, 401, 'invalid_client');
  });

  it.each(['', 'token=', 'token=a&token=a'])('refuses %j (IN-06)', async (body) => {
    expectError(await introspect(body), 400, 'invalid_request');
  });

  it('is there for POST only (IN-01)', async () => {
    const response = await deployment().token({ path: '/auth/introspect', method: 'GET', basic: client });
    expectError(response, 405, 'invalid_request');
  });
});
