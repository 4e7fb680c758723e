import * as oauth from 'oauth4webapi';
import { M2MResourceServerModule } from 'nestjs-m2m-auth/resource-server';
import { PLATFORMS } from '../support/platforms.js';
import { AuthorizationServer } from './support/authorization-server.js';
import { API, MCP, startResourcesApp } from './support/resources-app.js';

describe.each(PLATFORMS)('an application of several resources, on %s', (platform) => {
  let issuer: AuthorizationServer;
  let url: string;
  let close: () => Promise<void>;
  beforeAll(async () => {
    issuer = await AuthorizationServer.start(platform);
    const module = M2MResourceServerModule.forRoot({ issuer: issuer.issuer, audience: [API, MCP] });
    const running = await startResourcesApp(platform, module);
    url = `${running.url}/api`;
    close = () => running.app.close();
  });
  afterAll(async () => {
    await close();
    await issuer.stop();
  });

  const call = async (path: string, audiences: string[], scopes: string[]): Promise<Response> => {
    const token = await issuer.token(await issuer.register({ audiences, scopes }));
    return fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  };

  it.each([
    ['/reports', [API], 200],
    ['/reports', [MCP], 200],
    ['/mcp', [MCP], 200],
    ['/mcp', [API, MCP], 200],
    ['/mcp', [API], 401],
  ])('%s lets a token for %j in: %i', async (path, audiences, status) => {
    expect((await call(path, audiences, ['reports:read', 'mcp:call'])).status).toBe(status);
  });

  it('names the resource of the route when scopes are missing, too (RFC 9728 §5.1)', async () => {
    const response = await call('/mcp', [MCP], ['reports:read']);
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain(
      'scope="mcp:call", resource_metadata="https://api.example.com/.well-known/oauth-protected-resource/mcp"',
    );
  });

  it('is found by oauth4webapi from its identifier (RFC 9728 §3.3)', async () => {
    const through = (target: string, init: object): Promise<Response> =>
      fetch(target.replace('https://api.example.com', url.replace('/api', '')), init);
    for (const resource of [API, MCP]) {
      const identifier = new URL(resource);
      const response = await oauth.resourceDiscoveryRequest(identifier, { [oauth.customFetch]: through });
      expect(await oauth.processResourceDiscoveryResponse(identifier, response)).toMatchObject({
        authorization_servers: [issuer.issuer],
      });
    }
  });
});
