import {
  Controller,
  Get,
  Module,
  UseGuards,
  type DynamicModule,
  type INestApplication,
} from '@nestjs/common';
import { ClientAuthGuard, CurrentClient, M2MAuthModule, type ClientToken } from 'nestjs-m2m-auth';
import { M2MResourceServerModule } from 'nestjs-m2m-auth/resource-server';
import { createApp, listen, PLATFORMS } from '../support/platforms.js';
import { AuthorizationServer } from '../resource-server/support/authorization-server.js';
import { registerClient } from '../e2e/support/admin.js';
import { statusOf } from '../server/support/api.js';

const INTERNAL_API_KEY = 'both-modules-internal-key-0123456789abcdef';
const OWN = 'https://own.example.com';
const PARTNER = 'https://own.example.com/partners';

@Controller('own')
@UseGuards(ClientAuthGuard)
class OwnController {
  @Get()
  who(@CurrentClient() { clientId }: ClientToken): object {
    return { clientId };
  }
}

@Controller('partners')
@UseGuards(ClientAuthGuard)
class PartnersController {
  @Get()
  who(@CurrentClient() { clientId }: ClientToken): object {
    return { clientId };
  }
}

describe.each(PLATFORMS)(
  'an application that issues tokens and accepts those of another issuer, on %s',
  (platform) => {
    let elsewhere: AuthorizationServer;
    beforeAll(async () => {
      elsewhere = await AuthorizationServer.start(platform, { audience: PARTNER });
    });
    afterAll(() => elsewhere.stop());

    const start = async (audience: string): Promise<{ app: INestApplication; url: string }> => {
      const own: DynamicModule = M2MAuthModule.forRoot({
        issuer: 'http://localhost/own',
        audience: OWN,
        internalApiKeys: [INTERNAL_API_KEY],
        admin: { resources: ['oauth-clients'] },
        isGlobal: false,
      });
      const partner = M2MResourceServerModule.forRoot({
        issuer: elsewhere.issuer,
        audience,
        isGlobal: false,
      });
      @Module({ imports: [own], controllers: [OwnController] })
      class OwnModule {}
      @Module({ imports: [partner], controllers: [PartnersController] })
      class PartnersModule {}
      @Module({ imports: [OwnModule, PartnersModule] })
      class ApplicationModule {}
      return listen(await createApp(platform, ApplicationModule, { logger: false }));
    };

    it('guards each feature by the module that it imports', async () => {
      const { app, url } = await start(PARTNER);
      try {
        const client = await registerClient(url, INTERNAL_API_KEY, { scopes: [] });
        const response = await fetch(`${url}/auth/token`, {
          method: 'POST',
          body: new URLSearchParams({
            grant_type: 'client_credentials',
            client_id: client.clientId,
            client_secret: client.clientSecret,
          }),
        });
        const { access_token: own } = (await response.json()) as { access_token: string };
        const partners = await elsewhere.token(await elsewhere.register({ scopes: [] }));
        expect(
          await Promise.all([
            statusOf(url, '/own', own),
            statusOf(url, '/own', partners),
            statusOf(url, '/partners', partners),
            statusOf(url, '/partners', own),
          ]),
        ).toEqual([200, 401, 200, 401]);
        for (const [path, issuer] of [
          ['', 'http://localhost/own'],
          ['/partners', elsewhere.issuer],
        ]) {
          const metadata = await fetch(`${url}/.well-known/oauth-protected-resource${path}`);
          expect(await metadata.json()).toMatchObject({ authorization_servers: [issuer] });
        }
        expect((await fetch(`${url}/auth/nothing`, { method: 'POST' })).status).toBe(404);
      } finally {
        await app.close();
      }
    });

    it('is told at its start when both would publish the same resource', async () => {
      await expect(start(OWN)).rejects.toThrow(
        /Two modules .* serve \/\.well-known\/oauth-protected-resource\. .*different audiences.*protectedResources: false/,
      );
    });
  },
);
