import {
  Controller,
  Get,
  Injectable,
  Module,
  Scope,
  UseGuards,
  VersioningType,
  type CanActivate,
  type DynamicModule,
  type ExecutionContext,
  type INestApplication,
  type NestApplicationOptions,
  type Type,
} from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClientAuthGuard, M2MAuthModule } from 'nestjs-m2m-auth';
import { M2MResourceServerModule } from 'nestjs-m2m-auth/resource-server';
import { typeOrmPersistence } from 'nestjs-m2m-auth/typeorm';
import { registerClient } from '../e2e/support/admin.js';
import { createApp, listen, PLATFORMS, type Platform } from '../support/platforms.js';
import { createTestDatabase } from '../support/postgres.js';

const KEY = 'wiring-test-internal-key-0123456789abcdef';
const ISSUER = 'https://auth.example.com';
const OPTIONS = {
  issuer: ISSUER,
  audience: 'https://api.example.com',
  internalApiKeys: [KEY],
  admin: { resources: ['oauth-clients'] },
} as const;

/** Lets in whom the client guard lets in, and employees. */
@Injectable()
class ClientOrEmployeeGuard implements CanActivate {
  constructor(private readonly clients: ClientAuthGuard) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    try {
      return await this.clients.canActivate(context);
    } catch (error) {
      const { headers } = context
        .switchToHttp()
        .getRequest<{ headers: Record<string, string | undefined> }>();
      if (headers['x-employee'] === undefined) throw error;
      return true;
    }
  }
}

@Controller('reports')
class ReportsController {
  @Get()
  @UseGuards(ClientAuthGuard)
  list(): object {
    return {};
  }

  @Get('shared')
  @UseGuards(ClientOrEmployeeGuard)
  shared(): object {
    return {};
  }
}

@Injectable({ scope: Scope.REQUEST })
class Tenant {}

@Module({ providers: [Tenant], exports: [Tenant] })
class TenantModule {}

const featureWith = (module: DynamicModule | Type): Type => {
  @Module({ imports: [module] })
  class FeatureModule {}
  return FeatureModule;
};

type Use = (url: string) => Promise<void>;

const running = async (
  platform: Platform,
  imports: (DynamicModule | Type)[],
  use: Use,
  prepare: (app: INestApplication) => unknown = () => undefined,
  options: NestApplicationOptions = {},
): Promise<void> => {
  @Module({ imports, controllers: [ReportsController] })
  class HostModule {}
  const app = await createApp(platform, HostModule, { logger: false, ...options });
  try {
    prepare(app);
    await use((await listen(app)).url);
  } finally {
    await app.close();
  }
};

/** Registers a client, has a token issued where the metadata say, and shows it at `route`. */
const works =
  (route: string, headers: Record<string, string> = {}): Use =>
  async (url) => {
    const { clientId, clientSecret } = await registerClient(url, KEY);
    const metadata = await fetch(`${url}/.well-known/oauth-authorization-server`);
    const { token_endpoint: tokenEndpoint } = (await metadata.json()) as { token_endpoint: string };
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });
    const answer = await fetch(tokenEndpoint.replace(ISSUER, url), { method: 'POST', body });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const guarded = await fetch(url + route, { headers: { ...headers, authorization: `Bearer ${token}` } });
    expect([answer.status, guarded.status]).toEqual([200, 200]);
  };

const versionOf = (request: unknown): string =>
  (request as { headers: Record<string, string | undefined> }).headers['x-version'] ?? 'none';

const never: Use = () => Promise.reject(new Error('It started.'));

/** What tracers do: every instance behind a proxy, so that `this` is the proxy too. */
const instanceDecorator = (instance: unknown): unknown => {
  if (typeof instance !== 'object' || instance === null) return instance;
  return new Proxy(instance, {
    get: (target, name, receiver) => {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function' || name === 'constructor') return value;
      return function traced(this: unknown, ...given: unknown[]): unknown {
        return Reflect.apply(value, this, given);
      };
    },
  });
};

describe.each(PLATFORMS)('a host on %s', (platform) => {
  const auth = (): DynamicModule => M2MAuthModule.forRoot(OPTIONS);
  const resourceServer = (): DynamicModule =>
    M2MResourceServerModule.forRoot({ issuer: ISSUER, audience: OPTIONS.audience });

  it('may import what forRoot() returned in several modules', async () => {
    const shared = auth();
    await running(platform, [featureWith(shared), featureWith(shared)], works('/reports'));
  });

  it.each([
    ['M2MAuthModule', auth],
    ['M2MResourceServerModule', resourceServer],
  ])('is told what to do when it calls %s.forRoot() twice', async (_name, module) => {
    const twice = [featureWith(module()), featureWith(module())];
    await expect(running(platform, twice, never)).rejects.toThrow(
      /If forRoot\(\) or forRootAsync\(\) is called twice, call it once, in the root module/,
    );
  });

  it.each([M2MAuthModule, M2MResourceServerModule])(
    'is told what to do when it imports %p itself',
    async (module) => {
      await expect(running(platform, [module], never)).rejects.toThrow(
        `${module.name} is imported without options: import ${module.name}.forRoot()`,
      );
      await expect(running(platform, [auth(), featureWith(module)], never)).rejects.toThrow(
        'Feature modules need no import',
      );
    },
  );

  it.each([
    [
      'M2MAuthModule',
      M2MAuthModule.forRootAsync({ imports: [TenantModule], inject: [Tenant], useFactory: () => OPTIONS }),
    ],
    [
      'M2MResourceServerModule',
      M2MResourceServerModule.forRootAsync({
        imports: [TenantModule],
        inject: [Tenant],
        useFactory: () => ({ issuer: ISSUER, audience: OPTIONS.audience }),
      }),
    ],
  ])('is told what to do when the factory of %s depends on a request', async (_name, module) => {
    await expect(running(platform, [module], never)).rejects.toThrow(
      'useFactory must not depend on request-scoped providers',
    );
  });

  it('may put a proxy around every instance', async () => {
    const instrument = { instanceDecorator };
    await running(platform, [auth()], works('/reports'), undefined, { instrument });
    const database = await createTestDatabase();
    const onPostgres = [
      TypeOrmModule.forRoot({ type: 'postgres', url: database.url, autoLoadEntities: true }),
      M2MAuthModule.forRoot({ ...OPTIONS, persistence: typeOrmPersistence({ migrations: 'run' }) }),
    ];
    await running(platform, onPostgres, works('/reports'), undefined, { instrument });
    await database.drop();
  });

  it.each([
    ['path', { type: VersioningType.URI, defaultVersion: '1' }, '/v1/reports', {}],
    [
      'header',
      { type: VersioningType.HEADER, header: 'x-version', defaultVersion: '1' },
      '/reports',
      { 'x-version': '1' },
    ],
    [
      'media type',
      { type: VersioningType.MEDIA_TYPE, key: 'v=', defaultVersion: ['1', '2'] },
      '/reports',
      { accept: '*/*;v=2' },
    ],
    [
      'request',
      { type: VersioningType.CUSTOM, extractor: versionOf, defaultVersion: '1' },
      '/reports',
      { 'x-version': '1' },
    ],
  ] as const)(
    'keeps the admin routes where they are under a default version in the %s',
    async (_where, versioning, route, headers) => {
      await running(platform, [auth()], works(route, headers), (app) =>
        app.enableVersioning(versioning as Parameters<typeof app.enableVersioning>[0]),
      );
    },
  );

  it.each([
    [['auth/token', 'oauth-clients'], '/auth/token', '/api/auth/revoke'],
    [['auth/*rest', 'oauth-clients'], '/auth/token', '/auth/revoke'],
    [['oauth-clients'], '/api/auth/token', '/api/auth/revoke'],
  ])('may exclude paths of ours from its global prefix: %j', async (exclude, token, revoke) => {
    const use: Use = async (url) => {
      await works('/api/reports')(url);
      const metadata = await fetch(`${url}/.well-known/oauth-authorization-server`);
      expect(await metadata.json()).toMatchObject({
        token_endpoint: ISSUER + token,
        revocation_endpoint: ISSUER + revoke,
      });
      const elsewhere = token.startsWith('/api') ? '/auth/token' : '/api/auth/token';
      expect((await fetch(url + elsewhere, { method: 'POST' })).status).toBe(404);
    };
    await running(platform, [auth()], use, (app) => app.setGlobalPrefix('api', { exclude }));
  });

  it('may let in for another reason whom ClientAuthGuard refused, and then leaves no challenge', async () => {
    await running(platform, [auth()], async (url) => {
      const ask = async (headers: Record<string, string>): Promise<unknown[]> => {
        const response = await fetch(`${url}/reports/shared`, { headers });
        return [response.status, response.headers.get('www-authenticate')];
      };
      const refused: Record<string, string>[] = [{}, { authorization: 'Bearer wrong' }];
      for (const credentials of refused) {
        expect(await ask({ ...credentials, 'x-employee': '1' })).toEqual([200, null]);
        expect(await ask(credentials)).toEqual([401, expect.stringMatching(/^Bearer /)]);
      }
    });
  });
});
