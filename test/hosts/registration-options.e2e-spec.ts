import { Module, ValidationPipe, type INestApplication, type Type } from '@nestjs/common';
import {
  addM2MAuthOpenApi,
  InitialAccessTokensService,
  M2MAuthModule,
  OauthClientsService,
  type M2MAuthExtras,
  type M2MAuthOptions,
} from 'nestjs-m2m-auth';
import { createApp, listen, PLATFORMS, type RunningApp } from '../support/platforms.js';

const METADATA = '/.well-known/oauth-authorization-server';

const hostWith = (options: Partial<M2MAuthOptions>, extras: M2MAuthExtras): Type => {
  @Module({
    imports: [
      M2MAuthModule.forRoot({
        issuer: 'https://auth.example.com',
        audience: 'https://api.example.com',
        ...options,
        ...extras,
      }),
    ],
  })
  class HostModule {}
  return HostModule;
};

describe.each(PLATFORMS)('options of dynamic client registration on %s', (platform) => {
  let running: RunningApp;

  afterEach(() => running.app.close());

  const start = async (
    options: Partial<M2MAuthOptions>,
    extras: M2MAuthExtras = {},
    prepare: (app: INestApplication) => void = () => undefined,
  ): Promise<void> => {
    const app = await createApp(platform, hostWith(options, extras), { logger: false });
    prepare(app);
    running = await listen(app);
  };
  const register = (metadata: object = {}, path = '/auth/register', authorization?: string) =>
    fetch(running.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
      body: JSON.stringify(metadata),
    });
  const documented = async (): Promise<Record<string, unknown>> =>
    (await (await fetch(running.url + METADATA)).json()) as Record<string, unknown>;
  const openApiPaths = (): string[] => Object.keys(addM2MAuthOpenApi(running.app, { paths: {} }).paths);

  it('it is off by default: no endpoint, no word of it in the metadata (MD-14)', async () => {
    await start({});
    for (const path of ['/auth/register', '/auth/register/client_1']) {
      const response = await register({}, path);
      expect([response.status, await response.json()]).toMatchObject([404, { error: 'invalid_request' }]);
    }
    expect(await documented()).not.toHaveProperty('registration_endpoint');
    expect(openApiPaths().filter((path) => path.includes('register'))).toEqual([]);
    await expect(running.app.get(InitialAccessTokensService).create()).rejects.toThrow('off');
  });

  it('on needs an initial access token, which host code can make', async () => {
    await start({ registration: { scopes: ['a'] } });
    expect((await register()).status).toBe(401);
    const { value } = await running.app.get(InitialAccessTokensService).create({ maxUses: 1 });
    expect((await register({ scope: 'a' }, undefined, `bearer ${value}`)).status).toBe(201);
    expect((await register({ scope: 'a' }, undefined, `bearer ${value}`)).status).toBe(401);
  });

  it('open needs none; whoever names no scope gets the default ones; secrets end; there are so many and no more', async () => {
    await start({
      registration: {
        openRegistration: true,
        scopes: ['a', 'b'],
        defaultScopes: ['b'],
        maxClients: 2,
        secretLifetimeSeconds: 3_600,
      },
    });
    const first = (await (await register()).json()) as Record<string, number | string>;
    expect(first['scope']).toBe('b');
    const lifetime = Number(first['client_secret_expires_at']) - Number(first['client_id_issued_at']);
    expect(Math.abs(lifetime - 3_600)).toBeLessThanOrEqual(1);
    expect((await register({ scope: 'a b' })).status).toBe(201);
    const full = await register();
    expect([full.status, await full.json()]).toMatchObject([403, { error: 'access_denied' }]);
    await running.app.get(OauthClientsService).delete(String(first['client_id']));
    expect((await register()).status).toBe(201);
  });

  it('is where the host wants it, under its prefix and untouched by its pipes', async () => {
    const extras = { paths: { register: '/connect/clients' } };
    await start({ registration: { openRegistration: true } }, extras, (app) => {
      app.setGlobalPrefix('api');
      app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true }));
    });
    const origin = 'https://auth.example.com';
    expect(await documented()).toMatchObject({ registration_endpoint: `${origin}/api/connect/clients` });
    expect(openApiPaths()).toEqual(
      expect.arrayContaining(['/api/connect/clients', '/api/connect/clients/{client_id}']),
    );
    const response = await register({ foo: 1 }, '/api/connect/clients');
    const client = (await response.json()) as Record<string, string>;
    const { client_id = '', registration_access_token = '', registration_client_uri = '' } = client;
    expect(registration_client_uri).toBe(`${origin}/api/connect/clients/${client_id}`);
    const own = await fetch(registration_client_uri.replace(origin, running.url), {
      method: 'DELETE',
      headers: { authorization: `Bearer ${registration_access_token}` },
    });
    expect(own.status).toBe(204);
    expect((await register({}, '/auth/register')).status).toBe(404);
  });

  it('is throttled: every failure by its address, wrong tokens sooner, and a right token never', async () => {
    await start({
      registration: {},
      throttle: { limit: 3, windowMs: 86_400_000, addressLimit: 8 },
    });
    const { value } = await running.app.get(InitialAccessTokensService).create();
    const wrong = async (): Promise<number> => (await register({}, undefined, 'Bearer wrong')).status;
    expect([await wrong(), await wrong(), await wrong(), await wrong()]).toEqual([401, 401, 401, 429]);
    const good = await register({}, undefined, `Bearer ${value}`);
    expect(good.status).toBe(201);

    const read = async (): Promise<number> => (await fetch(`${running.url}/auth/register/client_1`)).status;
    expect([await read(), await read(), await read(), await read()]).toEqual([401, 401, 401, 401]);
    const last = await fetch(`${running.url}/auth/register/client_1`);
    expect([last.status, await last.json()]).toMatchObject([429, { error: 'temporarily_unavailable' }]);
    expect(last.headers.get('retry-after')).toMatch(/^\d+$/);
  });
});
