import { Module, type Type } from '@nestjs/common';
import { M2MAuthModule, OauthClientsService, type M2MAuthOptions } from 'nestjs-m2m-auth';
import { createApp, listen, PLATFORMS, type RunningApp } from '../support/platforms.js';

const hostWith = (introspection: M2MAuthOptions['introspection']): Type => {
  @Module({
    imports: [
      M2MAuthModule.forRoot({ issuer: 'http://localhost', audience: 'http://localhost/api', introspection }),
    ],
  })
  class HostModule {}
  return HostModule;
};

interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

describe.each(PLATFORMS)('options of the introspection endpoint on %s', (platform) => {
  let running: RunningApp | undefined;

  afterEach(() => running?.app.close());

  const start = async (introspection: M2MAuthOptions['introspection']): Promise<void> => {
    running = await listen(await createApp(platform, hostWith(introspection), { logger: false }));
  };
  const register = async (scopes: string[] = []): Promise<Credentials> => {
    const client = await running?.app.get(OauthClientsService).register({ name: 'client', scopes });
    return { clientId: client?.clientId ?? '', clientSecret: client?.clientSecret ?? '' };
  };
  const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${running?.url}${path}`, { method: 'POST', headers, body: new URLSearchParams(form) });
  const asForm = ({ clientId, clientSecret }: Credentials) => ({
    client_id: clientId,
    client_secret: clientSecret,
  });
  const tokenOf = async (client: Credentials): Promise<string> => {
    const response = await post('/auth/token', { grant_type: 'client_credentials', ...asForm(client) });
    return ((await response.json()) as { access_token: string }).access_token;
  };

  it('policy all tells every client about every token, forbidden tells of the refusal (A-73, X-26)', async () => {
    await start({ policy: 'all' });
    const token = await tokenOf(await register());
    const seen = await post('/auth/introspect', { token, ...asForm(await register()) });
    expect(await seen.json()).toMatchObject({ active: true });
    await running?.app.close();

    await start({ policy: 'self', denied: 'forbidden' });
    const other = await tokenOf(await register());
    const refused = await post('/auth/introspect', { token: other, ...asForm(await register()) });
    expect([refused.status, await refused.json()]).toMatchObject([403, { error: 'access_denied' }]);
  });

  it('a bearer token with the required scope authorizes, one without or ended does not (RFC 7662 §2.1)', async () => {
    await start({ requiredScope: 'introspect' });
    const [allowed, without] = [await register(['introspect']), await register(['other'])];
    const bearer = await tokenOf(allowed);
    const ask = (token: string, by: string) =>
      post('/auth/introspect', { token }, { authorization: `Bearer ${by}` });

    expect(await (await ask(bearer, bearer)).json()).toMatchObject({
      active: true,
      client_id: allowed.clientId,
    });
    expect(await (await ask(await tokenOf(without), bearer)).json()).toEqual({ active: false });

    const lacking = await ask(bearer, await tokenOf(without));
    expect([lacking.status, lacking.headers.get('www-authenticate')]).toEqual([
      403,
      'Bearer realm="oauth", error="insufficient_scope", scope="introspect"',
    ]);
    const ended = await ask(bearer, 'garbage');
    expect([ended.status, ended.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="oauth", error="invalid_token"',
    ]);
    await running?.app.get(OauthClientsService).deactivate(allowed.clientId);
    expect((await ask(bearer, bearer)).status).toBe(401);
  });
});
