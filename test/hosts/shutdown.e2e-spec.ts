import { Agent, request as send, type IncomingMessage, type Server } from 'node:http';
import {
  Controller,
  Get,
  Module,
  UseGuards,
  type DynamicModule,
  type INestApplication,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClientAuthGuard, M2MAuthModule } from 'nestjs-m2m-auth';
import { redisRevocation, redisState } from 'nestjs-m2m-auth/redis';
import { M2MResourceServerModule } from 'nestjs-m2m-auth/resource-server';
import { typeOrmPersistence } from 'nestjs-m2m-auth/typeorm';
import { registerClient, type RegisteredClient } from '../e2e/support/admin.js';
import { eventually } from '../shared-state/support/eventually.js';
import { freePort } from '../support/free-port.js';
import { PLATFORMS, type Platform } from '../support/platforms.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { RedisServer } from '../support/redis-server.js';

const KEY = 'shutdown-test-internal-key-0123456789abcdef';
const AUDIENCE = 'https://api.example.com';
const PATIENT = { commandTimeoutMs: 2_000, connectTimeoutMs: 3_000 };
const CONNECTIONS = 8;

@Controller('reports')
class ReportsController {
  @Get()
  @UseGuards(ClientAuthGuard)
  list(): object {
    return {};
  }
}

const application = async (platform: Platform, modules: DynamicModule[]): Promise<INestApplication> => {
  @Module({ imports: modules, controllers: [ReportsController] })
  class HostModule {}
  // Else Fastify itself answers 503 to whatever comes after it has begun to close.
  const adapter =
    platform === 'express' ? new ExpressAdapter() : new FastifyAdapter({ return503OnClosing: false });
  return NestFactory.create(HostModule, adapter, { logger: false, abortOnError: false });
};

/** The last requests of a shutdown: begun before it, and ended while it waits for them; and the next on their connections. */
class LastRequests {
  readonly statuses: (number | string)[] = [];
  private release = (): void => undefined;
  private readonly held = new Promise<void>((resolve) => (this.release = resolve));
  private waiting = 0;

  constructor(private readonly app: INestApplication) {
    app.use((request: IncomingMessage, _response: unknown, next: () => void) => {
      if (request.headers['x-hold'] === undefined) return next();
      this.waiting += 1;
      void this.held.then(next);
    });
  }

  /** Each of `asks` on connections of its own; closes the application while all of them wait. */
  async overtake(asks: readonly ((agent: Agent, hold: boolean) => Promise<number>)[]): Promise<void> {
    const clients = asks.flatMap((ask) =>
      Array.from({ length: CONNECTIONS }, async () => {
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        this.statuses.push(await ask(agent, true), await ask(agent, false));
        agent.destroy();
      }),
    );
    expect(await eventually(() => this.waiting, clients.length)).toBe(clients.length);
    const closing = this.app.close();
    expect(await eventually(() => (this.app.getHttpServer() as Server).listening, false)).toBe(false);
    this.release();
    await Promise.all(clients);
    await closing;
  }
}

const ask =
  (url: string, method: string, headers: Record<string, string>, body = '') =>
  (agent: Agent, hold: boolean): Promise<number> =>
    new Promise((resolve, reject) => {
      const held = hold ? { 'x-hold': '1' } : {};
      send(url, { agent, method, headers: { ...headers, ...held } }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0));
      })
        .once('error', reject)
        .end(body);
    });

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const credentials = ({ clientId, clientSecret }: RegisteredClient): string =>
  `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`;

describe.each(PLATFORMS)('the last requests of a shutdown, on %s', (platform) => {
  let database: TestDatabase;
  let redis: RedisServer;
  let issuer: string;
  let auth: INestApplication;
  beforeEach(async () => {
    [database, redis] = await Promise.all([createTestDatabase(), RedisServer.start()]);
    const port = await freePort();
    issuer = `http://127.0.0.1:${port}`;
    const own = M2MAuthModule.forRoot({
      issuer,
      audience: AUDIENCE,
      internalApiKeys: [KEY],
      admin: { resources: ['oauth-clients'] },
      persistence: typeOrmPersistence({ migrations: 'run' }),
      sharedState: redisState(),
      redis: { url: redis.url, ...PATIENT },
    });
    const host = TypeOrmModule.forRoot({ type: 'postgres', url: database.url, autoLoadEntities: true });
    // Nest ends modules of one rank in the opposite order: the DataSource of this one first.
    auth = await application(platform, [own, host]);
  });
  afterEach(async () => {
    await auth.close();
    await redis.stop();
    await database.drop();
  });

  const tokenOf = async (client: RegisteredClient): Promise<string> => {
    const response = await fetch(`${issuer}/auth/token`, {
      method: 'POST',
      headers: form,
      body: credentials(client),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  };
  const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

  it('are answered by an authorization server, and what they leave behind is written', async () => {
    const last = new LastRequests(auth);
    await auth.listen(new URL(issuer).port, '127.0.0.1');
    const client = await registerClient(issuer, KEY);
    const late = await registerClient(issuer, KEY);
    const token = await tokenOf(client);
    await last.overtake([
      ask(`${issuer}/auth/token`, 'POST', form, credentials(late)),
      ask(`${issuer}/auth/introspect`, 'POST', form, `${credentials(client)}&token=${token}`),
      ask(`${issuer}/reports`, 'GET', bearer(token)),
      ask(`${issuer}/oauth-clients/${late.clientId}`, 'GET', { 'x-internal-api-key': KEY }),
    ]);
    expect(new Set(last.statuses)).toEqual(new Set([200]));
    const used = await database.query(
      `SELECT 1 FROM oauth_client_secrets s JOIN oauth_clients c ON c.id = s.client_id
       WHERE c.client_id = $1 AND s.last_used_at IS NOT NULL`,
      [late.clientId],
    );
    expect(used).toHaveLength(1);
    const events = await database.query<{ metadata: { count?: number } }>(
      `SELECT metadata FROM m2m_audit_events WHERE event = 'oauth.token.exchange.success' AND client_id = $1`,
      [late.clientId],
    );
    const issued = events.reduce((sum, { metadata }) => sum + (metadata.count ?? 1), 0);
    expect(issued).toBe(2 * CONNECTIONS);
  });

  it('are answered by a service that only accepts tokens', async () => {
    await auth.listen(new URL(issuer).port, '127.0.0.1');
    const service = await application(platform, [
      M2MResourceServerModule.forRoot({
        issuer,
        audience: AUDIENCE,
        revocation: redisRevocation(),
        redis: { url: redis.url, ...PATIENT },
      }),
    ]);
    const last = new LastRequests(service);
    await service.listen(0, '127.0.0.1');
    const token = await tokenOf(await registerClient(issuer, KEY));
    await last.overtake([ask(`${await service.getUrl()}/reports`, 'GET', bearer(token))]);
    expect(new Set(last.statuses)).toEqual(new Set([200]));
    await service.close();
  });
});
