import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import {
  ApiKeysService,
  ClientAuthGuard,
  CurrentClient,
  M2MAuthModule,
  OrganizationsService,
  ProtectedResource,
  RequireScopes,
  ScopesGuard,
  type ClientToken,
} from 'nestjs-m2m-auth';
import { createApp, listen, PLATFORMS, type RunningApp } from '../support/platforms.js';

const API = 'https://api.example.com';
const MCP = 'https://api.example.com/mcp';
const METADATA = 'https://api.example.com/.well-known/oauth-protected-resource';

@Controller('reports')
@UseGuards(ClientAuthGuard, ScopesGuard)
class ReportsController {
  @Get()
  @RequireScopes('reports:read')
  list(@CurrentClient() { credential, scopes }: ClientToken): object {
    return { credential, scopes };
  }
}

@Controller('mcp')
@UseGuards(ClientAuthGuard, ScopesGuard)
@ProtectedResource(MCP)
class McpController {
  @Get()
  @RequireScopes('mcp:call', 'reports:read')
  call(): object {
    return {};
  }
}

@Module({
  imports: [
    M2MAuthModule.forRoot({
      issuer: 'http://localhost',
      audience: [API, MCP],
      apiKeys: true,
      scope: { implies: { 'reports:admin': ['reports:write'], 'reports:write': ['reports:read'] } },
    }),
  ],
  controllers: [ReportsController, McpController],
})
class ResourcesModule {}

describe.each(PLATFORMS)(
  'API keys at routes with resources and scopes that include others, on %s',
  (platform) => {
    let running: RunningApp;
    beforeAll(async () => {
      running = await listen(await createApp(platform, ResourcesModule, { logger: false }));
      await running.app.get(OrganizationsService).create({ id: 'acme', name: 'Acme' });
    });
    afterAll(() => running.app.close());

    const call = async (path: string, value: string) => {
      const response = await fetch(running.url + path, { headers: { 'x-api-key': value } });
      const challenge = response.headers.get('www-authenticate');
      return { status: response.status, challenge, body: await response.json() };
    };
    const keyWith = async (...permissions: string[]): Promise<string> => {
      const owner = { type: 'organization', id: 'acme' } as const;
      const { value } = await running.app.get(ApiKeysService).create({ name: 'A key', owner, permissions });
      return value ?? '';
    };

    it('open what their permissions include, and say themselves no more than these', async () => {
      const scopes = ['reports:admin'];
      expect(await call('/reports', await keyWith(...scopes))).toMatchObject({
        status: 200,
        body: { credential: 'api_key', scopes },
      });
    });

    it('are good for each resource of the application', async () => {
      expect((await call('/mcp', await keyWith('mcp:call', 'reports:write'))).status).toBe(200);
    });

    it('that lack a scope are told all that the route needs, and of which resource (RFC 6750 §3.1)', async () => {
      const { status, challenge, body } = await call('/mcp', await keyWith('reports:admin'));
      expect([status, body]).toMatchObject([403, { message: 'Missing required scopes: mcp:call' }]);
      expect(challenge).toContain(`scope="mcp:call reports:read", resource_metadata="${METADATA}/mcp"`);
    });

    it('that are unknown get the scopes to ask for, and the metadata of the resource (RFC 9728 §5.1)', async () => {
      const { status, challenge } = await call('/mcp', `sk_live_${'x'.repeat(40)}`);
      expect(status).toBe(401);
      expect(challenge).toContain('error="invalid_token"');
      expect(challenge).toContain(`scope="mcp:call reports:read", resource_metadata="${METADATA}/mcp"`);
      expect((await call('/reports', 'sk_none')).challenge).toContain(
        `scope="reports:read", resource_metadata="${METADATA}"`,
      );
    });
  },
);
