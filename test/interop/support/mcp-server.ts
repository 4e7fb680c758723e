import { All, Controller, Module, Req, Res, UseGuards, type INestApplication } from '@nestjs/common';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  ClientAuthGuard,
  M2MResourceServerModule,
  ProtectedResource,
  RequireScopes,
  ScopesGuard,
  type RequestWithClientToken,
} from 'nestjs-m2m-auth/resource-server';
import { createApp } from '../../support/platforms.js';
import { freePort } from '../../support/free-port.js';

/** As Express leaves it. */
type ParsedRequest = IncomingMessage & RequestWithClientToken & { readonly body?: unknown };

/** The one tool says who the guard found. */
const toolsFor = (clientId: string): McpServer => {
  const server = new McpServer({ name: 'tools', version: '1.0.0' });
  server.registerTool('whoami', {}, () => ({ content: [{ type: 'text', text: clientId }] }));
  return server;
};

/** A server of the Model Context Protocol behind the guards, at `/mcp`, with the SDK's own transport. */
export class GuardedMcpServer {
  private constructor(
    private readonly app: INestApplication,
    /** Its resource identifier, which is also where it is. */
    readonly resource: string,
  ) {}

  static async start(issuer: string): Promise<GuardedMcpServer> {
    const port = await freePort();
    const resource = `http://127.0.0.1:${port}/mcp`;

    @Controller('mcp')
    @UseGuards(ClientAuthGuard, ScopesGuard)
    @ProtectedResource(resource)
    class McpController {
      @All()
      @RequireScopes('mcp:call')
      async handle(@Req() request: ParsedRequest, @Res() response: ServerResponse): Promise<void> {
        const server = toolsFor(request.clientToken?.clientId ?? 'nobody');
        const transport = new StreamableHTTPServerTransport({
          sessionIdGenerator: undefined,
          enableJsonResponse: true,
        });
        response.once('close', () => void server.close());
        await server.connect(transport);
        await transport.handleRequest(request, response, request.body);
      }
    }

    @Module({
      imports: [
        M2MResourceServerModule.forRoot({
          issuer,
          audience: resource,
        }),
      ],
      controllers: [McpController],
    })
    class McpModule {}

    const app = await createApp('express', McpModule, { logger: false });
    await app.listen(port, '127.0.0.1');
    return new GuardedMcpServer(app, resource);
  }

  stop(): Promise<void> {
    return this.app.close();
  }
}
