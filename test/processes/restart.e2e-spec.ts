import { decodeJwt } from 'jose';
import { once } from 'node:events';
import { connect } from 'node:net';
import { RawConnection } from '../hosts/support/raw-http.js';
import { call, reports } from '../server/support/api.js';
import { eventually } from '../shared-state/support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { ensureBuilt } from './support/built.js';
import { ServerProcess, temporaryFolders } from './support/server-process.js';

beforeAll(ensureBuilt, 120_000);

describe('the embedded server', () => {
  const folder = temporaryFolders();
  let server: ServerProcess;
  afterAll(() => server.kill());

  it('keeps clients, keys and revocations through SIGKILL, and the tokens that were issued before', async () => {
    const DATA_DIR = await folder();
    server = await ServerProcess.start({ DATA_DIR });
    const client = await server.register({ claims: { tenant_id: 'acme' } });
    const [live, revoked] = [await server.token(client), await server.token(client)];
    const path = `/oauth-clients/${client.clientId}/revoke-tokens`;
    expect((await call(server, 'POST', path, { jti: decodeJwt(revoked.accessToken).jti })).status).toBe(204);
    const before: unknown = await (await fetch(`${server.url}/.well-known/jwks.json`)).json();
    await server.kill();

    server = await ServerProcess.start({ DATA_DIR });

    expect(await (await fetch(`${server.url}/.well-known/jwks.json`)).json()).toEqual(before);
    expect(await reports(server.url, live.accessToken)).toBe(200);
    expect(await reports(server.url, revoked.accessToken)).toBe(401);
    expect((await server.token(client)).status).toBe(200);
  }, 60_000);

  it('refuses a second process on its folder, by name, and is not disturbed by it', async () => {
    const DATA_DIR = await folder();
    const first = await ServerProcess.start({ DATA_DIR });
    try {
      const second = await ServerProcess.spawn({ DATA_DIR }).exited;

      expect(second.code).toBe(1);
      expect(second.output).toContain(DATA_DIR);
      expect((await first.token(await first.register())).status).toBe(200);
    } finally {
      await first.kill();
    }
  }, 60_000);
});

describe.each(['fastify', 'express'])('SIGTERM on %s', (HTTP_ADAPTER) => {
  const folder = temporaryFolders();
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'lets a token request in flight finish, takes no new one, and exits with 0 on %s',
    async (signal) => {
      const environment = { DATABASE_URL: database.url, DATA_DIR: await folder(), HTTP_ADAPTER };
      const server = await ServerProcess.start({
        ...environment,
        KEY_ENCRYPTION_KEY: 'f-key-encryption-key-of-a-test-23571113',
      });
      const client = await server.register();
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client.clientId,
        client_secret: client.clientSecret,
      }).toString();
      const connection = await RawConnection.open(server.port);
      connection.write(
        `POST /auth/token HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
          `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
      );
      // The server has the request in hand once it asks for the body.
      expect((await connection.next()).status).toBe(100);
      connection.write(body.slice(0, 10));
      server.signal(signal);
      expect(await eventually(() => accepts(server.port), false)).toBe(false);
      connection.write(body.slice(10));

      const response = await connection.next();
      expect(response.status).toBe(200);
      expect(JSON.parse(response.body)).toHaveProperty('access_token');
      expect(await server.exited).toMatchObject({ code: 0, signal: null });
      connection.close();
    },
    30_000,
  );

  it('writes the audit of the last requests before it ends', async () => {
    const environment = { DATABASE_URL: database.url, DATA_DIR: await folder(), HTTP_ADAPTER };
    const server = await ServerProcess.start({
      ...environment,
      KEY_ENCRYPTION_KEY: 'f-key-encryption-key-of-a-test-23571113',
    });
    const client = await server.register();
    for (let count = 0; count < 3; count += 1) await server.token(client);
    expect(await server.stop()).toMatchObject({ code: 0 });
    const rows = await database.query<{ count: number }>(
      `SELECT coalesce((metadata->>'count')::int, 1) AS count FROM m2m_audit_events
        WHERE event = 'oauth.token.exchange.success' AND client_id = $1 ORDER BY at, id`,
      [client.clientId],
    );
    expect(rows).toEqual([{ count: 1 }, { count: 2 }]);
  }, 30_000);
});

const accepts = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};
