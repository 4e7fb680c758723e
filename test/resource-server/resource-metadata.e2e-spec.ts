import type { DynamicModule, INestApplication } from '@nestjs/common';
import { addM2MAuthOpenApi, M2MAuthModule } from 'nestjs-m2m-auth';
import { M2MResourceServerModule, type ProtectedResourceOptions } from 'nestjs-m2m-auth/resource-server';
import { requestBytes, send, type RawResponse } from '../hosts/support/raw-http.js';
import { challengeOf } from '../e2e/support/reports.js';
import { PLATFORMS } from '../support/platforms.js';
import { API, DETAILS, MCP, startResourcesApp, TENANT } from './support/resources-app.js';

const ISSUER = 'https://auth.example.com/m2m';
const WELL_KNOWN = '/.well-known/oauth-protected-resource';
const METADATA = { authorization_servers: [ISSUER], bearer_methods_supported: ['header'] };

interface Options {
  readonly audience: string | string[];
  readonly protectedResources?: readonly ProtectedResourceOptions[] | false;
}
const MODULES: readonly [string, (options: Options) => DynamicModule][] = [
  ['M2MAuthModule', (options) => M2MAuthModule.forRoot({ issuer: ISSUER, ...options })],
  ['M2MResourceServerModule', (options) => M2MResourceServerModule.forRoot({ issuer: ISSUER, ...options })],
];
const CASES = PLATFORMS.flatMap((platform) => MODULES.map(([name, module]) => ({ platform, name, module })));

describe.each(CASES)('protected resource metadata of $name on $platform', ({ platform, module }) => {
  let running: INestApplication;
  let close: () => Promise<void>;
  let get: (path: string, ...headers: string[]) => Promise<RawResponse>;
  const start = async (options: Options): Promise<void> => {
    const { app, url } = await startResourcesApp(platform, module(options));
    running = app;
    close = () => app.close();
    get = (path, ...headers) => send(Number(new URL(url).port), requestBytes('GET', path, headers));
  };

  describe('of three resources in one application (RFC 9728 §3.1)', () => {
    beforeAll(() => start({ audience: [API, MCP, TENANT, 'billing'], protectedResources: DETAILS }));
    afterAll(() => close());

    it('stands in the OpenAPI document', () => {
      const { paths } = addM2MAuthOpenApi(running, { paths: {} });
      expect(paths).toMatchObject({ [WELL_KNOWN]: {}, [`${WELL_KNOWN}/mcp`]: {} });
    });

    it.each([
      [WELL_KNOWN, { resource: API, ...METADATA }],
      [
        `${WELL_KNOWN}/mcp`,
        {
          resource: MCP,
          ...METADATA,
          scopes_supported: ['mcp:call'],
          resource_name: 'Tools',
          resource_documentation: 'https://docs.example.com/mcp',
        },
      ],
      [`${WELL_KNOWN}/mcp?tenant=1`, { resource: TENANT, ...METADATA }],
    ])(
      'answers %s without a token and without the prefix: what is true and nothing else',
      async (path, document) => {
        const response = await get(path);
        expect(response.status).toBe(200);
        expect(response.headers).toMatchObject({
          'content-type': 'application/json; charset=utf-8',
          'cache-control': 'public, max-age=3600',
        });
        expect(JSON.parse(response.body)).toEqual(document);
      },
    );

    it.each(['/nope', '/mcp/nope', '/mcp?tenant=2', '?tenant=1', '/'])(
      'answers 404 to %s, never the document of another resource (RFC 9728 §3.2)',
      async (suffix) => {
        const response = await get(WELL_KNOWN + suffix);
        expect(response.status).toBe(404);
        expect(response.body).not.toContain('authorization_servers');
      },
    );

    it('believes neither Host nor what a proxy says of it (RFC 9728 §7.3)', async () => {
      const forwarded = [
        'X-Forwarded-Host: evil.example',
        'X-Forwarded-Proto: http',
        'Forwarded: host=evil.example',
      ];
      const { status, body } = await get(WELL_KNOWN, ...forwarded);
      expect([status, JSON.parse(body)]).toEqual([200, { resource: API, ...METADATA }]);
      expect(challengeOf(await get('/api/reports', ...forwarded)).resource_metadata).toBe(
        `${API}${WELL_KNOWN}`,
      );
    });

    it.each([
      ['/api/reports', `${API}${WELL_KNOWN}`, 'reports:read'],
      ['/api/mcp', `${API}${WELL_KNOWN}/mcp`, 'mcp:call'],
      ['/api/mcp/tenant', `${API}${WELL_KNOWN}/mcp?tenant=1`, undefined],
    ])('is named in the challenge of %s (RFC 9728 §5.1)', async (path, url, scope) => {
      const without = await get(path);
      expect([without.status, challengeOf(without)]).toEqual([
        401,
        { realm: 'api', resource_metadata: url, scope },
      ]);
      const malformed = await get(path, 'Authorization: Bearer a.b.c');
      expect(malformed.status).toBe(401);
      expect(challengeOf(malformed)).toMatchObject({ error: 'invalid_token', resource_metadata: url });
    });
  });

  describe('of an audience', () => {
    afterEach(() => close());

    it.each(['http://127.0.0.1:3000', 'http://localhost:3000/'])(
      'on this machine, %s, is at the root, and its name is kept byte for byte',
      async (audience) => {
        await start({ audience });
        expect(JSON.parse((await get(WELL_KNOWN)).body)).toEqual({ resource: audience, ...METADATA });
        expect(challengeOf(await get('/api/reports')).resource_metadata).toBe(
          `${new URL(audience).origin}${WELL_KNOWN}`,
        );
      },
    );

    it('with a slash at its end keeps it', async () => {
      await start({ audience: `${MCP}/` });
      expect(JSON.parse((await get(`${WELL_KNOWN}/mcp/`)).body)).toMatchObject({ resource: `${MCP}/` });
      expect((await get(`${WELL_KNOWN}/mcp/nope`)).status).toBe(404);
    });

    it.each(['billing', 'urn:example:billing', 'http://api.example.com', 'https://api.example.com/a:b'])(
      'that cannot have any, %s, is not there, and no challenge names it',
      async (audience) => {
        await start({ audience });
        expect((await get(WELL_KNOWN)).status).toBe(404);
        expect(challengeOf(await get('/api/reports'))).toEqual({ realm: 'api', scope: 'reports:read' });
      },
    );

    it('is not there when it is not wanted', async () => {
      await start({ audience: API, protectedResources: false });
      expect((await get(WELL_KNOWN)).status).toBe(404);
      expect(challengeOf(await get('/api/reports'))).toEqual({ realm: 'api', scope: 'reports:read' });
    });

    it('whose path another has already is not there: Host does not tell them apart', async () => {
      await start({ audience: [API, 'https://api.example.org'] });
      expect(JSON.parse((await get(WELL_KNOWN)).body)).toMatchObject({ resource: API });
    });
  });

  it.each([
    [{ resource: 'https://else.example.com' }, /resource must be among/],
    [{ resource: 'http://api.example.com' }, /resource must be an https URL/],
    [{ resource: API, scopesSupported: ['a b'] }, /scopesSupported must be/],
    [{ resource: API, documentation: 'javascript:alert(1)' }, /documentation must be/],
  ])('is refused at start for %j', async (resource, problem) => {
    const audience = [API, 'http://api.example.com'];
    await expect(start({ audience, protectedResources: [resource] })).rejects.toThrow(problem);
  });
});
