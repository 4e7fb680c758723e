import { decodeJwt } from 'jose';
import type { RegisteredClient } from './support/admin.js';
import { BOTH_ADAPTERS, startDeployment } from './support/deployments.js';
import { expectError, expectInvalidClient, expectToken } from './support/expectations.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import { reportsWith } from './support/reports.js';
import { basicHeader, GRANT } from './support/token-request.js';
import { readToken } from './support/tokens.js';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const SECRET_WITH_SPACES = 'secret local of thirty-two characters';

/** Errors of other servers of this kind, each of which must stay one of others. */
onEveryDeployment('holes known from other servers', (deployment) => {
  let client: RegisteredClient;
  let token: string;

  beforeAll(async () => {
    client = await deployment().registerClient({ scopes: ['reports:read'] });
    token = await deployment().accessToken(client);
  });

  const register = (input: object) =>
    deployment().admin('POST', '/oauth-clients', { name: 'x', scopes: [], ...input });

  it('H-1: an access token is no assertion that buys another token', async () => {
    const form = { grant_type: JWT_BEARER, assertion: token, scope: 'admin' };
    expectError(await deployment().token({ basic: client, form }), 400, 'unsupported_grant_type');
    expectInvalidClient(await deployment().token({ form }), true);
  });

  it('H-2: a token has exp and the granted scopes', async () => {
    const { claims } = await readToken(deployment(), token);
    expect(claims).toMatchObject({ exp: expect.any(Number), scope: 'reports:read', scp: ['reports:read'] });
  });

  it('H-3: no client can end the token of another', async () => {
    const other = await deployment().registerClient();
    await deployment().token({ path: '/auth/revoke', basic: other, form: { token } });
    expect((await reportsWith(deployment(), token)).status).toBe(200);
  });

  it('H-4: a client’s own claims cannot set aud or nbf', async () => {
    for (const claims of [{ aud: 'https://evil.example' }, { nbf: 9_999_999_999 }]) {
      expect((await register({ claims })).status).toBe(400);
    }
  });

  it('H-5: a plus in Basic is a space', async () => {
    const { clientId } = await deployment().registerClient({ clientSecret: SECRET_WITH_SPACES });
    const headers = [basicHeader(`${clientId}:${SECRET_WITH_SPACES.replaceAll(' ', '+')}`)];
    expectToken(await deployment().token({ headers }));
  });

  it('H-6: a secret counts beyond its 72nd byte', async () => {
    const clientSecret = 's'.repeat(128);
    const long = await deployment().registerClient({ clientSecret });
    const other = { ...long, clientSecret: `${'s'.repeat(72)}${'t'.repeat(52)}ssss` };
    expectInvalidClient(await deployment().token({ post: other }), false);
    expectToken(await deployment().token({ post: long }));
  });

  it('H-7: an unknown client and a wrong secret get one text', async () => {
    const wrong = await deployment().token({ post: { ...client, clientSecret: 'wrong' } });
    const unknown = await deployment().token({ post: { ...client, clientId: 'unknown' } });
    expectInvalidClient(wrong, false);
    expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body]);
  });

  it('H-8: a client that could never get a token cannot be registered', async () => {
    expect((await register({ tokenEndpointAuthMethod: 'none' })).status).toBe(400);
  });

  it('H-9: the default is ES256', async () => {
    expect((await readToken(deployment(), token)).header.alg).toBe('ES256');
  });

  it('H-10: repeated parameters and values that are no strings are 400', async () => {
    const json = { contentType: 'application/json', basic: client };
    for (const request of [
      { basic: client, body: `${GRANT}&scope=reports:read&scope=admin` },
      { ...json, body: '{"grant_type":"client_credentials","scope":["reports:read"]}' },
      { ...json, body: '{"grant_type":"client_credentials","client_id":{"$gt":""}}' },
    ]) {
      expectError(await deployment().token(request), 400, 'invalid_request');
    }
    expectInvalidClient(await deployment().token({ body: `${GRANT}&client_id[]=${client.clientId}` }), true);
  });

  it('H-11: credentials in the query count for nothing', async () => {
    const path = `/auth/token?client_id=${client.clientId}&client_secret=${client.clientSecret}`;
    expectInvalidClient(await deployment().token({ path }), true);
  });
});

describe.each(BOTH_ADAPTERS)('HS256 ($adapter)', (deployment) => {
  it('H-9, A-11, A-51, X-12: a secret alone means HS256, which nobody finds in a key set', async () => {
    const server = await startDeployment(deployment, {
      JWT_SECRET: 'a secret of thirty-two bytes or more',
      KEY_ENCRYPTION_KEY: undefined,
    });
    try {
      const client = await server.registerClient({ scopes: ['reports:read'] });
      const token = await server.accessToken(client);
      expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({
        alg: 'HS256',
      });
      expect(decodeJwt(token)).toMatchObject({ sub: client.clientId, type: 'client' });
      expect((await reportsWith(server, token)).status).toBe(200);
      const keys = await fetch(`${server.url}/.well-known/jwks.json`);
      expect([keys.status, await keys.json()]).toEqual([
        404,
        expect.objectContaining({ error: 'invalid_request' }),
      ]);
      const metadata = await fetch(`${server.url}/.well-known/oauth-authorization-server/m2m`);
      expect(await metadata.json()).not.toHaveProperty('jwks_uri');
    } finally {
      await server.stop();
    }
  });
});
