import { decodeJwt } from 'jose';
import type { RegisteredClient } from '../../e2e/support/admin.js';
import type { ServerProcess } from '../../processes/support/server-process.js';
import type { History } from './history.js';
import { KeepAliveClient, type HttpAnswer, type HttpQuestion } from './keep-alive-client.js';
import type { OperationKind } from './operation.js';

export interface LoadToken {
  readonly jti: string;
  readonly text: string;
  readonly clientId: string;
}

/** The requests of the load, each written into the history as it is answered. */
export class Traffic {
  private readonly connections: readonly KeepAliveClient[];

  constructor(
    private readonly servers: readonly ServerProcess[],
    readonly history: History,
  ) {
    this.connections = servers.map(({ url }) => new KeepAliveClient(url));
  }

  get serverCount(): number {
    return this.servers.length;
  }

  async guard(server: number, { jti, text }: LoadToken): Promise<number> {
    const headers = { authorization: `Bearer ${text}` };
    return (await this.send('guard', server, { path: '/reports', headers }, jti)).status;
  }

  /** A token, or undefined when there was none to be had. */
  async issue(server: number, { clientId, clientSecret }: RegisteredClient): Promise<LoadToken | undefined> {
    const answer = await this.send('issue', server, {
      method: 'POST',
      path: '/auth/token',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    if (answer.status !== 200) return undefined;
    const text = (JSON.parse(answer.text) as { access_token: string }).access_token;
    return { jti: String(decodeJwt(text).jti), text, clientId };
  }

  async revoke(server: number, { jti, clientId }: LoadToken): Promise<number> {
    this.history.attempt(jti, performance.now());
    const question = {
      method: 'POST',
      path: `/oauth-clients/${clientId}/revoke-tokens`,
      headers: {
        'x-internal-api-key': this.servers[server]?.internalApiKey ?? '',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ jti }),
    };
    return (await this.send('revoke', server, question, jti)).status;
  }

  /** A route that needs neither the database nor Redis. */
  async open(server: number, path: '/.well-known/jwks.json' | '/health/live'): Promise<number> {
    return (await this.send('open', server, { path })).status;
  }

  /** The kids of a server's key set. */
  async publishedKids(server: number): Promise<Set<string>> {
    const { text } = await this.send('open', server, { path: '/.well-known/jwks.json' });
    return new Set((JSON.parse(text) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid));
  }

  close(): void {
    for (const connection of this.connections) connection.close();
  }

  private async send(
    kind: OperationKind,
    server: number,
    question: HttpQuestion,
    jti?: string,
  ): Promise<HttpAnswer> {
    const connection = this.connections[server];
    if (connection === undefined) throw new RangeError(`there is no server ${server}`);
    const calledAt = performance.now();
    const answer = await connection.ask(question);
    const { status, headers, failure } = answer;
    const retryAfter = headers['retry-after'] !== undefined;
    this.history.add({
      kind,
      server,
      jti,
      calledAt,
      returnedAt: performance.now(),
      status,
      retryAfter,
      failure,
    });
    return answer;
  }
}
