import { calculateJwkThumbprint, type JSONWebKeySet, type JWTPayload } from 'jose';
import { DataSource } from 'typeorm';
import type { RegisteredClient } from './support/admin.js';
import { AUDIENCE, ISSUER } from './support/deployments.js';
import { expectToken } from './support/expectations.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import { readToken } from './support/tokens.js';

const OWN_CLAIMS = {
  tenant_id: 'tenant-a',
  affiliate_id: 7,
  beta: true,
  nothing: null,
  regions: ['eu', { country: 'at' }],
};
const RESERVED =
  'iss sub aud exp nbf iat jti client_id type scope scopes scp org_id azp act cnf token_use epc typ __proto__'.split(
    ' ',
  );

onEveryDeployment('access token (RFC 9068)', (deployment) => {
  let client: RegisteredClient;
  let organizationId: string;

  beforeAll(async () => {
    const { body } = await deployment().admin('POST', '/organizations', { name: 'Acme' });
    organizationId = (body as { id: string }).id;
    client = await deployment().registerClient({
      scopes: ['reports:read'],
      claims: OWN_CLAIMS,
      organizationId,
    });
  });

  const claimsOf = async (of: RegisteredClient, form?: Record<string, string>): Promise<JWTPayload> => {
    const { access_token: token } = expectToken(await deployment().token({ basic: of, form }));
    return (await readToken(deployment(), token)).claims;
  };

  it('is an at+jwt, signed by a published key whose kid is its thumbprint (AT-01, AT-02, C-13, C-14, JK-01 … JK-04)', async () => {
    const response = await fetch(`${deployment().url}/.well-known/jwks.json`);
    const { keys } = (await response.json()) as JSONWebKeySet;
    const { header } = await readToken(deployment(), await deployment().accessToken(client));
    const key = keys.find(({ kid }) => kid === header.kid);
    expect(header).toEqual({ typ: 'at+jwt', alg: 'ES256', kid: key?.kid });
    expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    expect(key?.kid).toBe(await calculateJwkThumbprint(key ?? {}));
    expect(keys.flatMap((one) => Object.keys(one))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(d|p|q|dp|dq|qi|k|oth)$/)]),
    );
  });

  it('has the claims of the profile and of this library (AT-03, A-30, D-24, E-21, B-02, C-09)', async () => {
    expect(await claimsOf(client)).toEqual({
      ...OWN_CLAIMS,
      iss: ISSUER,
      sub: client.clientId,
      client_id: client.clientId,
      aud: AUDIENCE,
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      type: 'client',
      epc: expect.any(Number),
      org_id: organizationId,
      scope: 'reports:read',
      scopes: ['reports:read'],
      scp: ['reports:read'],
    });
  });

  it('names the issuer of the metadata byte for byte, whatever the Host header says (AT-04, MD-05)', async () => {
    const response = await fetch(`${deployment().url}/.well-known/oauth-authorization-server/m2m`, {
      headers: { 'x-forwarded-host': 'evil.example' },
    });
    const { issuer } = (await response.json()) as { issuer: string };
    expect((await claimsOf(client)).iss).toBe(issuer);
  });

  it('says in expires_in how long it lives: an hour (TE-18, D-23, X-19)', async () => {
    const { access_token: token, expires_in: expiresIn } = expectToken(
      await deployment().token({ basic: client }),
    );
    const { claims } = await readToken(deployment(), token);
    expect(expiresIn).toBe(3_600);
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3_600);
  });

  it.each([
    [60, 60],
    [900, 900],
    [86_400, 3_600],
  ])(
    'a client’s own lifetime of %i s makes it %i s: it can only be shorter (BC-11)',
    async (own, expected) => {
      const short = await deployment().registerClient({ accessTokenTtl: own });
      expect(expectToken(await deployment().token({ basic: short })).expires_in).toBe(expected);
    },
  );

  it.each([0, -1, 59, 86_401, 60.5, '60'])(
    'a lifetime of %j cannot be registered',
    async (accessTokenTtl) => {
      const input = { name: 'x', scopes: [], accessTokenTtl };
      expect((await deployment().admin('POST', '/oauth-clients', input)).status).toBe(400);
    },
  );

  it('has no claims of its own, and no organization, unless the client has (A-04)', async () => {
    const bare = await deployment().registerClient();
    const names = Object.keys(await claimsOf(bare)).sort();
    expect(names).toEqual(['aud', 'client_id', 'epc', 'exp', 'iat', 'iss', 'jti', 'sub', 'type']);
  });

  it('takes organization and audience from the client, never from the request (C-12)', async () => {
    const claims = await claimsOf(client, {
      organization_id: 'evil',
      org_id: 'evil',
      audience: 'https://evil.example',
      tenant_id: 'evil',
    });
    expect(claims).toMatchObject({ org_id: organizationId, aud: AUDIENCE, tenant_id: 'tenant-a' });
  });

  it.each(RESERVED)('a client cannot be given the reserved claim %s (A-03, A-05, H-4)', async (name) => {
    const claims = JSON.parse(`{"tenant_id":"a","${name}":"x"}`) as object;
    const registered = await deployment().admin('POST', '/oauth-clients', { name: 'x', scopes: [], claims });
    expect(registered.status).toBe(400);
    const changed = await deployment().admin('PATCH', `/oauth-clients/${client.clientId}`, { claims });
    expect(changed.status).toBe(400);
  });

  it('drops reserved claims that were written past the server (A-03, A-05, H-4)', async () => {
    const written = await deployment().registerClient({ scopes: ['a'] });
    const evil = Object.fromEntries(RESERVED.map((name) => [name, 'evil']));
    await deployment()
      .server.app.get(DataSource)
      .query('UPDATE oauth_clients SET claims = $1 WHERE client_id = $2', [
        JSON.stringify({ ...evil, nbf: 9_999_999_999, tenant_id: 'tenant-b' }),
        written.clientId,
      ]);
    const claims = await claimsOf(written);
    expect(claims.tenant_id).toBe('tenant-b');
    expect(JSON.stringify(claims)).not.toContain('evil');
    expect(claims).not.toHaveProperty('nbf');
  });
});
