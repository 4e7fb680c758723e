import * as second from '@modelcontextprotocol/client';
import * as first from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { RegisteredClient } from '../../e2e/support/admin.js';
import type { ObservedFetch } from './observed-fetch.js';

/** What a client of the Model Context Protocol needs to know; the rest it finds by itself. */
export interface Connection {
  readonly url: URL;
  readonly registered: RegisteredClient;
  readonly expectedIssuer: string;
  readonly scope?: string;
  readonly observed: ObservedFetch;
}

/** What it got: its token, and what the tool said. */
export interface Outcome {
  readonly token: string | undefined;
  readonly said: unknown;
}

/** Connects, and calls the one tool of the server. */
export type CallTool = (connection: Connection) => Promise<Outcome>;

const ABOUT = { name: 'interop', version: '1.0.0' };

/** `@modelcontextprotocol/sdk`, as of 1. */
export const FIRST_LINE: CallTool = async ({ url, registered, expectedIssuer, scope, observed }) => {
  const provider = new first.ClientCredentialsProvider({ ...registered, expectedIssuer, scope });
  const client = new Client(ABOUT, { capabilities: {} });
  const { fetch } = observed;
  await client.connect(new StreamableHTTPClientTransport(url, { authProvider: provider, fetch }));
  const { content } = await client.callTool({ name: 'whoami' });
  await client.close();
  return { token: provider.tokens()?.access_token, said: content };
};

/** `@modelcontextprotocol/client`, as of 2. */
export const SECOND_LINE: CallTool = async ({ url, registered, expectedIssuer, scope, observed }) => {
  const provider = new second.ClientCredentialsProvider({ ...registered, expectedIssuer, scope });
  const client = new second.Client(ABOUT, { capabilities: {} });
  const { fetch } = observed;
  await client.connect(new second.StreamableHTTPClientTransport(url, { authProvider: provider, fetch }));
  const { content } = await client.callTool({ name: 'whoami' });
  await client.close();
  return { token: provider.tokens()?.access_token, said: content };
};
