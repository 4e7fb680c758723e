import {
  BOTH_ADAPTERS,
  INTERNAL_API_KEY,
  startDeployment,
  type RunningDeployment,
} from '../e2e/support/deployments.js';
import type { RegisteredClient } from '../e2e/support/admin.js';
import { auditedEvent } from '../e2e/support/audit.js';
import { expectError, expectInvalidClient, expectToken } from '../e2e/support/expectations.js';
import { eventually } from '../shared-state/support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { PostgresServer } from '../support/postgres-server.js';

const REFUSE = `
  CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$;
  CREATE TRIGGER refuse BEFORE INSERT ON m2m_audit_events EXECUTE FUNCTION refuse()`;
const ALLOW = 'DROP TRIGGER refuse ON m2m_audit_events; DROP FUNCTION refuse()';
/** How many events the rows stand for. */
const SUM =
  "SELECT coalesce(sum(coalesce((metadata->>'count')::int, 1)), 0)::int AS sum FROM m2m_audit_events";
const TRAFFIC = "event LIKE 'oauth.token.exchange.%'";

const SECOND_KEY = 'second-internal-api-key-0123456789abcdef';

const [fastify = { adapter: 'fastify', state: 'services' } as const] = BOTH_ADAPTERS;

/** Everything but the audit, for "nothing was stored". */
const CONTENT = `SELECT
  (SELECT json_agg(c ORDER BY c.id) FROM oauth_clients c) AS clients,
  (SELECT json_agg(to_jsonb(s) - 'last_used_at' ORDER BY s.id) FROM oauth_client_secrets s) AS secrets,
  (SELECT json_agg(o ORDER BY o.id) FROM m2m_organizations o) AS organizations,
  (SELECT json_agg(k ORDER BY k.kid) FROM m2m_signing_keys k) AS keys,
  (SELECT json_agg(r ORDER BY r.id) FROM m2m_revocations r) AS revocations,
  (SELECT v FROM m2m_counter) AS counter`;

describe.each(BOTH_ADAPTERS)('when the audit cannot be written on $adapter (F13)', (deployment) => {
  let database: TestDatabase;
  let running: RunningDeployment;
  let client: RegisteredClient;

  beforeAll(async () => {
    database = await createTestDatabase();
    running = await startDeployment(deployment, { DATABASE_URL: database.url });
    client = await running.registerClient({ clientId: 'steady', scopes: ['reports:read'] });
    await running.accessToken(client);
    await auditedEvent(running, { event: 'oauth.token.exchange.success' });
    await database.query(REFUSE);
  }, 60_000);
  afterAll(async () => {
    await running.stop();
    await database.drop();
  });

  it.each([
    ['POST', '/oauth-clients', { name: 'x', scopes: [] }],
    ['PATCH', '/oauth-clients/steady', { name: 'Renamed' }],
    ['PATCH', '/oauth-clients/steady', { isActive: false }],
    ['POST', '/oauth-clients/steady/secrets', {}],
    ['POST', '/oauth-clients/steady/revoke-tokens', {}],
    ['POST', '/oauth-clients/steady/revoke-tokens', { jti: 'j' }],
    ['DELETE', '/oauth-clients/steady', undefined],
    ['POST', '/organizations', { name: 'x' }],
    ['POST', '/signing-keys/rotate', {}],
  ])('refuses %s %s with 503, and nothing is stored', async (method, path, body) => {
    const before = await database.query(CONTENT);
    const answer = await running.admin(method, path, body);
    expect(answer.status).toBe(503);
    expect(JSON.stringify(answer.body)).not.toMatch(/disk full|INSERT|refuse/);
    expect(await database.query(CONTENT)).toEqual(before);
  });

  it('issues tokens all the same, and writes them down once it can', async () => {
    const [{ sum: before } = { sum: 0 }] = await database.query<{ sum: number }>(`${SUM} WHERE ${TRAFFIC}`);
    for (let count = 0; count < 5; count += 1) expectToken(await running.token({ basic: client }));
    expectError(await running.token({ basic: client, form: { scope: 'admin' } }), 400, 'invalid_scope');
    await database.query(ALLOW);
    await auditedEvent(running, { event: 'oauth.token.exchange.failure' });
    await running.server.close();
    const [{ sum: after } = { sum: 0 }] = await database.query<{ sum: number }>(`${SUM} WHERE ${TRAFFIC}`);
    expect(after - before).toBe(6);
  });
});

describe('AUDIT_TOKENS', () => {
  let database: TestDatabase;
  let running: RunningDeployment;
  const start = async (AUDIT_TOKENS: string): Promise<RegisteredClient> => {
    const TRUST_PROXY = '1';
    running = await startDeployment(fastify, { DATABASE_URL: database.url, AUDIT_TOKENS, TRUST_PROXY });
    return running.registerClient({ scopes: ['reports:read'] });
  };
  const rows = (where: string) => database.query(`SELECT event FROM m2m_audit_events WHERE ${where}`);

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await running.stop();
    await database.drop();
  });

  it('synchronous: every token, introspection and revocation stands in the table when it is answered', async () => {
    const client = await start('synchronous');
    for (let count = 1; count <= 3; count += 1) {
      const token = await running.accessToken(client);
      expect(await rows("event = 'oauth.token.exchange.success'")).toHaveLength(count);
      const ask = (path: string) => running.token({ path, basic: client, body: `token=${token}` });
      expect((await ask('/auth/introspect')).status).toBe(200);
      expect(await rows("event = 'oauth.introspect.success'")).toHaveLength(count);
      expect((await ask('/auth/revoke')).status).toBe(200);
      expect(await rows("event = 'oauth.revoke.success'")).toHaveLength(count);
    }
  }, 60_000);

  it('synchronous: a token that cannot be audited is refused with 503; a refusal stays what it is', async () => {
    const client = await start('synchronous');
    await running.accessToken(client);
    await database.query(REFUSE);
    const refused = await running.token({ basic: client });
    expectError(refused, 503, 'temporarily_unavailable');
    expect(refused.headers['retry-after']).toBe('1');
    const wrong = { ...client, clientSecret: `m2ms_${'x'.repeat(49)}` };
    expectInvalidClient(await running.token({ basic: wrong }), true);
    await database.query(ALLOW);
    // The way to the database may have been given up on for a second.
    expect(await eventually(async () => (await running.token({ basic: client })).status, 200)).toBe(200);
    // A query by client also finds the attempts that presented its id with a wrong secret.
    const failure = await auditedEvent(
      running,
      { event: 'oauth.token.exchange.failure', clientId: client.clientId },
      ({ metadata }) => metadata['error'] === 'temporarily_unavailable',
    );
    expect(failure).toMatchObject({ clientId: client.clientId, metadata: { status: 503 } });
  }, 60_000);

  it('aggregated: the ports of one address are one address, where requests are counted', async () => {
    const client = await start('aggregated');
    for (let port = 40_001; port < 40_004; port += 1) {
      const headers = [`X-Forwarded-For: 203.0.113.30:${port}`];
      expectToken(await running.token({ basic: client, headers }));
    }
    await running.server.close();
    const columns = "ip, metadata->'count' AS count";
    const select = `SELECT ${columns} FROM m2m_audit_events WHERE ${TRAFFIC} ORDER BY id`;
    expect(await database.query(select)).toEqual([
      { ip: '203.0.113.30', count: null },
      { ip: '203.0.113.30', count: 2 },
    ]);
  }, 60_000);

  it('off: changes are audited, requests are not', async () => {
    const client = await start('off');
    await running.accessToken(client);
    await running.token({ basic: { ...client, clientSecret: 'wrong' } });
    await running.server.close();
    expect(await rows("event NOT LIKE 'oauth.signing_key.%'")).toEqual([
      { event: 'oauth.client.registered' },
    ]);
  }, 60_000);
});

describe.each(BOTH_ADAPTERS)('the address in the audit behind a trusted proxy on $adapter', (deployment) => {
  let running: RunningDeployment;
  beforeAll(async () => {
    running = await startDeployment(deployment, {
      TRUST_PROXY: '1',
      REGISTRATION: 'open',
      INTERNAL_API_KEY: `${INTERNAL_API_KEY},${SECOND_KEY}`,
    });
  }, 60_000);
  afterAll(() => running.stop());

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['198.51.100.1, 2001:db8::7', '2001:db8::7'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::ffff:cb00:7109', '203.0.113.9'],
    ['203.0.113.9:40001', '203.0.113.9'],
    ['[2001:DB8::7]:40001', '2001:db8::7'],
    ['"forged\\" <script>', null],
    ['x'.repeat(4_000), null],
  ])('is what the proxy says, if it is one: %j', async (forwarded, ip) => {
    const client = await running.registerClient({});
    const headers = [`X-Forwarded-For: ${forwarded}`];
    expectToken(await running.token({ basic: client, headers }));
    const query = { clientId: client.clientId, event: 'oauth.token.exchange.success' };
    expect((await auditedEvent(running, query)).ip).toBe(ip);
    const registered = await fetch(`${running.url}/auth/register`, {
      method: 'POST',
      headers: { 'x-forwarded-for': forwarded, 'content-type': 'application/json' },
      body: '{}',
    });
    const { client_id: clientId } = (await registered.json()) as { client_id: string };
    expect((await auditedEvent(running, { event: 'oauth.client.registered', clientId })).ip).toBe(ip);
    const response = await fetch(`${running.url}/oauth-clients/${client.clientId}`, {
      method: 'DELETE',
      headers: { 'x-forwarded-for': forwarded, 'x-internal-api-key': SECOND_KEY },
    });
    expect(response.status).toBe(204);
    const deleted = await auditedEvent(running, { ...query, event: 'oauth.client.deleted' });
    expect([deleted.ip, deleted.metadata]).toEqual([ip, { internalApiKey: 2 }]);
  });
});

describe('an outage of Postgres', () => {
  let postgres: PostgresServer;
  let running: RunningDeployment;
  beforeAll(async () => {
    postgres = await PostgresServer.start();
    running = await startDeployment(fastify, { DATABASE_URL: postgres.url });
  }, 60_000);
  afterAll(async () => {
    await running.stop();
    await postgres.stop();
  });

  it('keeps no token from being issued, and none from being audited afterwards (F9)', async () => {
    const client = await running.registerClient({ scopes: ['reports:read'] });
    const wrong = { ...client, clientSecret: `m2ms_${'x'.repeat(49)}` };
    await running.accessToken(client);
    await postgres.kill();
    let answered = 1;
    // Rows of clients are believed for five seconds; a hundred requests take a fraction of one.
    for (let count = 0; count < 50; count += 1) {
      const [issued, refused] = await Promise.all([
        running.token({ basic: client }),
        running.token({ basic: wrong }),
      ]);
      expect([200, 503]).toContain(issued.status);
      expect([401, 503]).toContain(refused.status);
      answered += 2;
    }
    await postgres.boot();
    await auditedEvent(running, { event: 'oauth.token.exchange.failure' });
    await running.server.close();
    const [{ sum } = { sum: 0 }] = await postgres.query<{ sum: number }>(`${SUM} WHERE ${TRAFFIC}`);
    expect(sum).toBe(answered);
  }, 60_000);
});
