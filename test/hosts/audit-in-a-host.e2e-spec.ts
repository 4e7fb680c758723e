import { Module, type INestApplication } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  M2MAuthModule,
  M2MHealthIndicator,
  OauthClientsService,
  type AuditSink,
  type M2MAuthOptions,
  type TimedAuditEvent,
} from 'nestjs-m2m-auth';
import { typeOrmPersistence } from 'nestjs-m2m-auth/typeorm';
import type { RegisteredClient } from '../e2e/support/admin.js';
import { tokenRequest } from '../e2e/support/token-request.js';
import { eventually } from '../shared-state/support/eventually.js';
import { createApp, listen, PLATFORMS, type Platform } from '../support/platforms.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { RawConnection, send, type RawResponse } from './support/raw-http.js';

const ISSUED = 'oauth.token.exchange.success';

/** A host's own way to elsewhere. */
class RememberingSink implements AuditSink {
  readonly told: TimedAuditEvent[] = [];
  failing = false;

  write(events: readonly TimedAuditEvent[]): Promise<void> {
    this.told.push(...events);
    return this.failing ? Promise.reject(new Error('The SIEM is away.')) : Promise.resolve();
  }

  names(): string[] {
    return this.told.map(({ event }) => event).filter((event) => !event.startsWith('oauth.signing_key'));
  }
}

describe.each(PLATFORMS)("the audit in a host's application on %s", (platform: Platform) => {
  let database: TestDatabase;
  let sink: RememberingSink;
  let app: INestApplication;
  let port: number;
  let client: RegisteredClient;
  let logged: string[];

  beforeEach(async () => {
    database = await createTestDatabase();
    sink = new RememberingSink();
    logged = [];
    @Module({
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url: database.url, autoLoadEntities: true }),
        M2MAuthModule.forRootAsync({
          persistence: typeOrmPersistence({ migrations: 'run' }),
          useFactory: (): M2MAuthOptions => ({
            issuer: 'https://auth.example.com',
            audience: 'https://api.example.com',
            audit: { sink },
          }),
        }),
      ],
    })
    class Host {}
    const log = (...message: unknown[]): void => void logged.push(message.join(' '));
    const logger = { log: () => undefined, warn: () => undefined, error: log };
    const running = await listen(await createApp(platform, Host, { logger }));
    app = running.app;
    port = Number(new URL(running.url).port);
    const { clientId, clientSecret = '' } = await app
      .get(OauthClientsService)
      .register({ name: 'A', scopes: ['r'] });
    client = { clientId, clientSecret };
  }, 60_000);
  afterEach(async () => {
    await app.close();
    await database.drop();
  });

  const token = (): Promise<RawResponse> => send(port, tokenRequest({ basic: client }));
  const issued = async (): Promise<number> => {
    const [row] = await database.query<{ sum: number }>(
      `SELECT coalesce(sum(coalesce((metadata->>'count')::int, 1)), 0)::int AS sum FROM m2m_audit_events WHERE event = $1`,
      [ISSUED],
    );
    return row?.sum ?? 0;
  };

  it('tells audit.sink of changes and requests once they are stored; one that fails is logged and harms nobody', async () => {
    expect((await token()).status).toBe(200);
    expect(await eventually(() => sink.names().length, 2)).toBe(2);
    expect(sink.names()).toEqual(['oauth.client.registered', ISSUED]);
    expect(sink.told.at(-1)).toMatchObject({
      clientId: client.clientId,
      ip: '127.0.0.1',
      at: expect.any(Date) as Date,
    });

    sink.failing = true;
    await app.get(OauthClientsService).update(client.clientId, { name: 'B' });
    expect(await eventually(() => logged.length > 0, true)).toBe(true);
    expect(logged.join('\n')).not.toContain('SIEM');
    sink.failing = false;
    await app.get(OauthClientsService).update(client.clientId, { name: 'C' });
    expect(await eventually(() => sink.names().length, 4)).toBe(4);
    expect(await issued()).toBe(1);
  });

  it('is written before the DataSource closes, counts of minutes that are not over included', async () => {
    for (let count = 0; count < 5; count += 1) expect((await token()).status).toBe(200);
    expect(app.get(M2MHealthIndicator).audit()).toMatchObject({ recorded: 5, dropped: 0 });
    await app.close();
    expect(await issued()).toBe(5);
  });

  it('has a request that was still being sent when the application began to close', async () => {
    const health = app.get(M2MHealthIndicator);
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client.clientId,
      client_secret: client.clientSecret,
    }).toString();
    const connection = await RawConnection.open(port);
    const head = `POST /auth/token HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded`;
    connection.write(`${head}\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`);
    expect((await connection.next()).status).toBe(100);
    const closing = app.close();
    expect(await eventually(() => health.ready(), false)).toBe(false);
    connection.write(body);
    expect((await connection.next()).status).toBe(200);
    connection.close();
    await closing;
    expect(await issued()).toBe(1);
  });
});
