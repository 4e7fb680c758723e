import type { RawResponse } from '../hosts/support/raw-http.js';
import type { RegisteredClient } from './support/admin.js';
import { expectError, expectInvalidClient } from './support/expectations.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import { reportsWith } from './support/reports.js';

onEveryDeployment('the revocation endpoint (RFC 7009)', (deployment) => {
  let client: RegisteredClient;
  let token: string;

  beforeEach(async () => {
    client = await deployment().registerClient({ scopes: ['reports:read'] });
    token = await deployment().accessToken(client);
  });

  const revoke = (body: string, basic: RegisteredClient | undefined = client): Promise<RawResponse> =>
    deployment().token({ path: '/auth/revoke', basic, body });
  const statusWith = async (bearer: string): Promise<number> =>
    (await reportsWith(deployment(), bearer)).status;
  const expectDone = (response: RawResponse): void => {
    expect([response.status, response.body]).toEqual([200, '{}']);
    expect(response.headers['content-type']).toMatch(/^application\/json/);
    expect(response.headers['cache-control']).toBe('no-store');
  };

  it('ends a token of the client, and that one only (RV-01, E-70)', async () => {
    const other = await deployment().accessToken(client);
    expectDone(await revoke(`token=${token}`));
    expect([await statusWith(token), await statusWith(other)]).toEqual([401, 200]);
  });

  it('answers 200 every time, also for what is no token of anybody (RV-02, §2.2)', async () => {
    for (const text of [token, token, 'garbage', 'a.b.c', `${token}x`, '%F0%9F%98%80']) {
      expectDone(await revoke(`token=${text}`));
    }
  });

  it.each(['access_token', 'refresh_token', 'urn:x', ''])(
    'takes the hint %j for what it is (RV-05, RFC 7009 §2.1)',
    async (hint) => {
      expectDone(await revoke(`token=${token}&token_type_hint=${hint}`));
      expect(await statusWith(token)).toBe(401);
    },
  );

  it('calls no function of a page: a callback is a parameter that nobody knows (RV-10, RFC 7009 §2.3)', async () => {
    for (const path of ['/auth/revoke', '/auth/revoke?callback=f']) {
      expectDone(
        await deployment().token({ path, basic: client, body: `token=${token}&callback=package.f` }),
      );
    }
    const refused = await deployment().token({
      path: '/auth/revoke?callback=f',
      basic: client,
      body: 'callback=f',
    });
    expectError(refused, 400, 'invalid_request');
  });

  it("leaves another client's token alone, and does not tell (RV-04, H-3, E-72)", async () => {
    const stranger = await deployment().registerClient({ scopes: [] });
    expectDone(await revoke(`token=${token}`, stranger));
    expect(await statusWith(token)).toBe(200);
  });

  it('authenticates the client first (RV-03)', async () => {
    expectInvalidClient(await revoke(`token=${token}`, { ...client, clientSecret: 'wrong' }), true);
    expectInvalidClient(await deployment().token({ path: '/auth/revoke', body: `token=${token}` }), true);
    expect(await statusWith(token)).toBe(200);
  });

  it('takes the client from the body as well', async () => {
    const body = `token=${token}&client_id=${client.clientId}&client_secret=${client.clientSecret}`;
    expectDone(await deployment().token({ path: '/auth/revoke', body }));
    expect(await statusWith(token)).toBe(401);
  });

  it.each(['', 'token=', 'token=a&token=b', 'Token=a'])(
    'refuses %j: exactly one token is required (RV-07)',
    async (body) => {
      expectError(await revoke(body), 400, 'invalid_request');
    },
  );

  it('never reads the token from the URL (RV-09)', async () => {
    const path = `/auth/revoke?token=${token}`;
    for (const body of ['', 'a=b']) {
      expectError(await deployment().token({ path, basic: client, body }), 400, 'invalid_request');
    }
    expect(await statusWith(token)).toBe(200);
  });

  it('is there for POST only', async () => {
    const response = await deployment().token({ path: '/auth/revoke', method: 'GET', basic: client });
    expectError(response, 405, 'invalid_request');
    expect(response.headers['allow']).toBe('POST');
  });
});
