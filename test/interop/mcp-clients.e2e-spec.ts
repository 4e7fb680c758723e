import { decodeJwt } from 'jose';
import type { RegisteredClient } from '../e2e/support/admin.js';
import type { Deployment, RunningDeployment } from '../e2e/support/deployments.js';
import { FIRST_LINE, SECOND_LINE, type CallTool, type Outcome } from './support/mcp-connections.js';
import { GuardedMcpServer } from './support/mcp-server.js';
import { ObservedFetch } from './support/observed-fetch.js';
import { startPublicDeployment } from './support/public-deployment.js';

const CASES: readonly (Deployment & { readonly path: string })[] = [
  { adapter: 'express', state: 'services', path: '' },
  { adapter: 'fastify', state: 'services', path: '/tenants/one' },
];

describe.each(CASES)(
  'clients of the Model Context Protocol and an issuer "$path" on $adapter',
  (deployment) => {
    let running: RunningDeployment;
    let issuer: string;
    let server: GuardedMcpServer;
    let observed: ObservedFetch;
    beforeAll(async () => {
      running = await startPublicDeployment(deployment, deployment.path);
      issuer = running.url + deployment.path;
      server = await GuardedMcpServer.start(issuer);
    }, 60_000);
    beforeEach(() => {
      observed = new ObservedFetch();
    });
    afterAll(async () => {
      await server.stop();
      await running.stop();
    });

    const register = (scopes: string[], audiences = [server.resource]): Promise<RegisteredClient> =>
      running.registerClient({ scopes, audiences });
    const callWith = (call: CallTool, registered: RegisteredClient, scope?: string): Promise<Outcome> =>
      call({ url: new URL(server.resource), registered, expectedIssuer: issuer, scope, observed });

    it.each([
      ['@modelcontextprotocol/sdk', FIRST_LINE],
      ['@modelcontextprotocol/client', SECOND_LINE],
    ] as const)(
      '%s goes from 401 to the metadata, to a token for the resource, to 200 (RFC 9728 §5, RFC 8707 §2)',
      async (_name, call) => {
        const audiences = [server.resource, 'https://else.example.com'];
        const registered = await register(['mcp:call', 'mcp:admin'], audiences);

        const { token, said } = await callWith(call, registered, 'mcp:call');

        expect(said).toEqual([{ type: 'text', text: registered.clientId }]);
        expect(decodeJwt(token ?? '')).toMatchObject({
          iss: issuer,
          aud: server.resource,
          scope: 'mcp:call',
        });
        expect(observed.lines.slice(0, 5)).toEqual([
          'POST /mcp 401',
          'GET /.well-known/oauth-protected-resource/mcp 200',
          `GET /.well-known/oauth-authorization-server${deployment.path} 200`,
          'POST /auth/token 200',
          'POST /mcp 200',
        ]);
        expect(observed.exchanges[3]?.form?.getAll('resource')).toEqual([server.resource]);
      },
    );

    it('the second line asks for the scopes of the challenge, and for no other (RFC 6750 §3)', async () => {
      const registered = await register(['mcp:call', 'mcp:admin']);

      const { token } = await callWith(SECOND_LINE, registered);

      expect(decodeJwt(token ?? '')).toMatchObject({ scope: 'mcp:call' });
    });

    it('the first line, which asks as it was told to, is told by 403 what it lacks (RFC 6750 §3.1)', async () => {
      const registered = await register(['mcp:call', 'mcp:read']);

      await expect(callWith(FIRST_LINE, registered, 'mcp:read')).rejects.toThrow(
        '403 after trying upscoping',
      );

      expect(observed.lines.filter((line) => line.includes(' /mcp '))).toEqual([
        'POST /mcp 401',
        'POST /mcp 403',
        'POST /mcp 403',
      ]);
    });

    it.each([
      ['@modelcontextprotocol/sdk', FIRST_LINE],
      ['@modelcontextprotocol/client', SECOND_LINE],
    ] as const)('%s is told when it may not have the scope, or not the resource', async (_name, call) => {
      await expect(callWith(call, await register(['mcp:read']), 'mcp:call')).rejects.toThrow(/scope/);
      const elsewhere = await register(['mcp:call'], ['https://else.example.com']);
      await expect(callWith(call, elsewhere)).rejects.toThrow(/resource|target/);
      expect(observed.lines.filter((line) => line.includes(' /auth/token '))).toEqual([
        'POST /auth/token 400',
        'POST /auth/token 400',
      ]);
    });
  },
);
