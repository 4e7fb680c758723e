import {
  Injectable,
  Logger,
  Module,
  type CanActivate,
  type DynamicModule,
  type INestApplication,
  type Type,
} from '@nestjs/common';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import type { App } from 'supertest/types.js';
import {
  ClientSecretsService,
  M2MAuthModule,
  M2MHealthIndicator,
  OauthClientsService,
  RevocationService,
  addM2MAuthOpenApi,
} from '../../index.js';
import type { M2MAuthOptions } from './options.js';

const KEY = 'k-secret-of-the-tests-23571113-1719';
const OPTIONS: M2MAuthOptions = {
  issuer: 'https://auth.example.com',
  audience: 'https://api.example.com',
  internalApiKeys: [KEY],
};
const RESOURCES = ['oauth-clients', 'organizations'] as const;

@Injectable()
class ConfigService {
  readonly options = OPTIONS;
}
@Module({ providers: [ConfigService], exports: [ConfigService] })
class ConfigModule {}
@Injectable()
class RefusingGuard implements CanActivate {
  canActivate = (): boolean => false;
}
@Injectable()
class OpenGuard implements CanActivate {
  canActivate = (): boolean => true;
}

describe('M2MAuthModule', () => {
  let app: INestApplication<App> | undefined;
  let warned: string[];
  beforeEach(() => {
    warned = [];
    jest
      .spyOn(Logger.prototype, 'warn')
      .mockImplementation((message: unknown) => void warned.push(String(message)));
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    jest.restoreAllMocks();
  });

  const start = async (module: DynamicModule | Type, prefix = ''): Promise<INestApplication<App>> => {
    const compiled = await Test.createTestingModule({ imports: [module] }).compile();
    app = compiled.createNestApplication<INestApplication<App>>({ logger: false });
    app.setGlobalPrefix(prefix);
    await app.init();
    return app;
  };
  const tokenFrom = (server: App, path: string, clientId: string, secret: string) =>
    request(server)
      .post(path)
      .type('form')
      .send({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret });

  it.each([
    ['forRoot', () => M2MAuthModule.forRoot({ ...OPTIONS, admin: { resources: RESOURCES } })],
    [
      'forRootAsync',
      () =>
        M2MAuthModule.forRootAsync({
          admin: { resources: RESOURCES },
          imports: [ConfigModule],
          inject: [ConfigService],
          useFactory: (config: ConfigService) => config.options,
        }),
    ],
  ])('by %s runs in memory, says so aloud, and issues tokens', async (_how, module) => {
    const started = await start(module());
    expect(warned).toEqual([
      'Clients, keys and revocations are kept in memory and are lost at the next restart.',
    ]);
    const health = started.get(M2MHealthIndicator);
    expect([health.ready(), await health.check()]).toEqual([
      true,
      {
        database: 'none',
        redis: 'none',
        redisRefusals: [],
        revocation: { ...health.revocation(), lagMs: expect.any(Number) as number },
      },
    ]);
    const { clientId, clientSecret = '' } = await started
      .get(OauthClientsService)
      .register({ name: 'A', scopes: ['r'] });
    const answer = await tokenFrom(started.getHttpServer(), '/auth/token', clientId, clientSecret);
    expect([answer.status, answer.body]).toEqual([
      200,
      expect.objectContaining({ scope: 'r', expires_in: 3_600 }),
    ]);
    for (const service of [ClientSecretsService, RevocationService])
      expect(started.get(service)).toBeInstanceOf(service);
  });

  it('mounts no admin routes unless asked, and behind the internal API key when asked', async () => {
    const without = await start(M2MAuthModule.forRoot(OPTIONS));
    expect((await request(without.getHttpServer()).get('/oauth-clients')).status).toBe(404);
    await without.close();
    const server = (
      await start(M2MAuthModule.forRoot({ ...OPTIONS, admin: { resources: ['oauth-clients'] } }))
    ).getHttpServer();
    expect((await request(server).get('/oauth-clients')).status).toBe(401);
    expect((await request(server).get('/oauth-clients').set('x-internal-api-key', KEY)).status).toBe(200);
    expect((await request(server).get('/organizations').set('x-internal-api-key', KEY)).status).toBe(404);
  });

  it('mounts admin routes under a path of the host’s, with guards of its own in place of the key', async () => {
    const admin = { resources: RESOURCES, path: '/internal/', guards: [OpenGuard] };
    const started = await start(M2MAuthModule.forRoot({ ...OPTIONS, admin }), 'api');
    const server = started.getHttpServer();
    expect((await request(server).get('/api/internal/organizations')).status).toBe(200);
    expect((await request(server).get('/api/organizations').set('x-internal-api-key', KEY)).status).toBe(404);
    const { body } = await request(server)
      .post('/api/internal/oauth-clients')
      .send({ name: 'A', scopes: [] });
    const { clientId, clientSecret } = body as { clientId: string; clientSecret: string };
    expect((await request(server).get(`/api/internal/oauth-clients/${clientId}/secrets`)).status).toBe(200);
    expect((await tokenFrom(server, '/api/auth/token', clientId, clientSecret)).status).toBe(200);
    await started.close();
    const closed = await start(
      M2MAuthModule.forRoot({ ...OPTIONS, admin: { ...admin, guards: [RefusingGuard] } }),
    );
    expect(
      (await request(closed.getHttpServer()).get('/internal/oauth-clients').set('x-internal-api-key', KEY))
        .status,
    ).toBe(403);
    await closed.close();
    // What one host has remounted another, in the same process, still has at its own place.
    const plain = await start(M2MAuthModule.forRoot({ ...OPTIONS, admin: { resources: RESOURCES } }));
    expect((await request(plain.getHttpServer()).get('/organizations')).status).toBe(401);
  });

  it('does not leave admin routes open by an empty list of guards', () => {
    expect(() => M2MAuthModule.forRoot({ ...OPTIONS, admin: { resources: RESOURCES, guards: [] } })).toThrow(
      'must not be empty',
    );
  });

  it('answers 400 to members nested so deeply that they would end the stack', async () => {
    const server = (
      await start(M2MAuthModule.forRoot({ ...OPTIONS, admin: { resources: RESOURCES } }))
    ).getHttpServer();
    const nested = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    for (const field of ['metadata', 'claims']) {
      const { status } = await request(server)
        .post('/oauth-clients')
        .set('x-internal-api-key', KEY)
        .type('json')
        .send(`{"name":"A","scopes":[],"${field}":${nested}}`);
      expect([field, status]).toEqual([field, 400]);
    }
  });

  it('follows configured paths, and refuses bad ones before anything starts', async () => {
    const server = (
      await start(M2MAuthModule.forRoot({ ...OPTIONS, paths: { token: '/oauth2/token' } }))
    ).getHttpServer();
    const metadata = (await request(server).get('/.well-known/oauth-authorization-server')).body as object;
    expect(metadata).toMatchObject({
      issuer: OPTIONS.issuer,
      token_endpoint: `${OPTIONS.issuer}/oauth2/token`,
      jwks_uri: `${OPTIONS.issuer}/.well-known/jwks.json`,
    });
    expect((await request(server).get('/oauth2/token')).status).toBe(405);
    expect(() => M2MAuthModule.forRoot({ ...OPTIONS, paths: { token: 'x' } })).toThrow('paths.token');
  });

  it('refuses to start on bad values, with all problems at once', async () => {
    const starting = start(M2MAuthModule.forRoot({ ...OPTIONS, issuer: 'x', clockSkewSeconds: 99 }));
    await expect(starting).rejects.toMatchObject({
      name: 'M2MAuthOptionsError',
      problems: [{ path: 'issuer' }, { path: 'clockSkewSeconds' }],
    });
  });

  it('refuses to start in memory in production', async () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    try {
      const signing = { keyEncryptionKeys: [KEY] };
      await expect(start(M2MAuthModule.forRoot({ ...OPTIONS, signing }))).rejects.toThrow(
        /persistence must be given in production/,
      );
    } finally {
      process.env['NODE_ENV'] = before;
    }
  });

  it('completes an OpenAPI document: endpoints, admin operations, schemes; the host’s own words stay', async () => {
    const started = await start(M2MAuthModule.forRoot(OPTIONS), 'api');
    const own = { type: 'oauth2', description: 'mine' };
    const find = { operationId: 'OauthClientsController_find_v1' };
    const other = { operationId: 'CatsController_find' };
    const document = addM2MAuthOpenApi(started, {
      paths: { '/x': { get: find }, '/cats': { get: { ...other } } },
      components: { schemas: { Cat: {} }, securitySchemes: { oauth2: own } },
    });
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/api/auth/token',
        '/.well-known/jwks.json',
        '/.well-known/oauth-authorization-server',
        '/.well-known/oauth-protected-resource',
      ]),
    );
    expect(find).toMatchObject({
      security: [{ 'internal-api-key': [] }],
      responses: { 404: expect.any(Object) as object },
    });
    expect(document.paths['/cats']).toEqual({ get: other });
    expect(document.components.securitySchemes).toMatchObject({
      oauth2: own,
      'internal-api-key': { in: 'header' },
    });
    const named = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name = '']) => name,
    );
    const schemas: Record<string, object> = document.components.schemas;
    expect(named.filter((name) => !(name in schemas))).toEqual([]);
    expect(schemas).toHaveProperty('Cat');
  });
});
