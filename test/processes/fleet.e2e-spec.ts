import { decodeJwt, decodeProtectedHeader } from 'jose';
import { claimRedisDatabase, type RedisDatabase } from '../e2e/support/redis-database.js';
import { call, reports, type SecretBody } from '../server/support/api.js';
import { eventually } from '../shared-state/support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { ensureBuilt } from './support/built.js';
import { ServerProcess, temporaryFolders } from './support/server-process.js';

/** Without Redis other processes read the changes each second. */
const SOON_MS = 3_000;

beforeAll(ensureBuilt, 120_000);

describe.each(['Postgres and Redis', 'Postgres alone'])('two processes on %s', (stores) => {
  const shared = stores === 'Postgres and Redis';
  const folder = temporaryFolders();
  let database: TestDatabase;
  let redis: RedisDatabase | undefined;
  let a: ServerProcess;
  let b: ServerProcess;

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = shared ? await claimRedisDatabase() : undefined;
    const KEY_ENCRYPTION_KEY = 'f-key-encryption-key-of-a-test-23571113';
    const environment = { DATABASE_URL: database.url, REDIS_URL: redis?.url, KEY_ENCRYPTION_KEY };
    // At the same time, on an empty database.
    [a, b] = await Promise.all([
      ServerProcess.start({ ...environment, HTTP_ADAPTER: 'fastify', DATA_DIR: await folder() }),
      ServerProcess.start({ ...environment, HTTP_ADAPTER: 'express', DATA_DIR: await folder() }),
    ]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([a?.stop(), b?.stop()]);
    await redis?.release();
    await database.drop();
  });

  const revoke = (server: ServerProcess, clientId: string, body: unknown = {}): Promise<{ status: number }> =>
    call(server, 'POST', `/oauth-clients/${clientId}/revoke-tokens`, body);
  const refusedAt = (server: ServerProcess, token: string): Promise<number> =>
    eventually(() => reports(server.url, token), 401, SOON_MS);

  it('migrated once, made one key that signs and one ahead of it, and publish the same key set', async () => {
    const keys = await database.query<{ kid: string; state: string }>(
      'SELECT kid, state FROM m2m_signing_keys ORDER BY state',
    );
    const runs = await database.query<{ name: string; count: string }>(
      'SELECT name, count(*) FROM m2m_migrations GROUP BY name',
    );
    const sets = await Promise.all(
      [a, b].map(async ({ url }) => (await fetch(`${url}/.well-known/jwks.json`)).json()),
    );

    expect(keys.map(({ state }) => state)).toEqual(['active', 'pending']);
    expect(runs.length).toBeGreaterThan(0);
    expect(new Set(runs.map(({ count }) => count))).toEqual(new Set(['1']));
    expect(sets[0]).toEqual(sets[1]);
    const published = (sets[0] as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
    expect(published.sort()).toEqual(keys.map(({ kid }) => kid).sort());
  });

  it('issue with one key, each for the other', async () => {
    const client = await a.register();
    const tokens = [await a.token(client), await b.token(client)];
    const kids = tokens.map(({ accessToken }) => decodeProtectedHeader(accessToken).kid);

    expect(kids[0]).toBe(kids[1]);
    expect(await reports(b.url, tokens[0]?.accessToken ?? '')).toBe(200);
    expect(await reports(a.url, tokens[1]?.accessToken ?? '')).toBe(200);
  });

  if (shared) {
    it('refuse at the first request after the 204 what the other has revoked, 200 times', async () => {
      const client = await a.register();
      const accepted: number[] = [];
      for (let round = 0; round < 200; round += 1) {
        const [issuer, guard] = round % 2 === 0 ? [a, b] : [b, a];
        const { accessToken } = await guard.token(client);
        const { status } = await revoke(issuer, client.clientId, { jti: decodeJwt(accessToken).jti });
        if (status !== 204 || (await reports(guard.url, accessToken)) !== 401) accepted.push(round);
      }

      expect(accepted).toEqual([]);
    }, 60_000);

    it('refuse at the first request after the 204 all tokens of a client that the other has ended', async () => {
      const client = await a.register();
      const tokens = [(await a.token(client)).accessToken, (await b.token(client)).accessToken];
      expect((await revoke(a, client.clientId)).status).toBe(204);

      expect(await Promise.all(tokens.map((token) => reports(b.url, token)))).toEqual([401, 401]);
    });
  }

  it('refuse what the other has revoked by jti, of a client, and with a client', async () => {
    const [byJti, ofClient, withClient] = [await a.register(), await a.register(), await a.register()];
    const issue = async (...[client]: Parameters<ServerProcess['token']>): Promise<string> =>
      (await b.token(client)).accessToken;
    const tokens = [await issue(byJti), await issue(ofClient), await issue(withClient)];
    const survivor = await issue(byJti);

    await revoke(a, byJti.clientId, { jti: decodeJwt(tokens[0] ?? '').jti });
    await revoke(a, ofClient.clientId);
    await call(a, 'DELETE', `/oauth-clients/${withClient.clientId}`);

    expect(await Promise.all(tokens.map((token) => refusedAt(b, token)))).toEqual([401, 401, 401]);
    expect(await reports(b.url, survivor)).toBe(200);
  });

  it('issue again, each of them, after all tokens of a client were ended', async () => {
    const client = await a.register();
    await b.token(client);
    await revoke(a, client.clientId);
    const live = async (): Promise<number> => reports(b.url, (await b.token(client)).accessToken);

    expect(await eventually(live, 200, SOON_MS)).toBe(200);
    expect(await reports(a.url, (await a.token(client)).accessToken)).toBe(200);
  });

  it('follow changes of a client that the other has made', async () => {
    const client = await a.register();
    expect((await b.token(client)).scope).toBe('reports:read');
    const path = `/oauth-clients/${client.clientId}`;

    await call(a, 'PATCH', path, { scopes: ['reports:write'] });
    const scope = async (): Promise<string> => (await b.token(client)).scope;
    expect(await eventually(scope, 'reports:write', SOON_MS)).toBe('reports:write');

    await call(a, 'PATCH', path, { isActive: false });
    const status = async (): Promise<number> => (await b.token(client)).status;
    expect(await eventually(status, 401, SOON_MS)).toBe(401);

    await call(a, 'PATCH', path, { isActive: true });
    expect(await eventually(status, 200, SOON_MS)).toBe(200);
  });

  it('take a secret that the other has added, and refuse one that it has removed, with its tokens', async () => {
    const client = await a.register();
    const token = (await b.token(client)).accessToken;
    const path = `/oauth-clients/${client.clientId}/secrets`;
    const [old] = (await call<{ data: SecretBody[] }>(a, 'GET', path)).body.data;
    const added = await call<SecretBody>(a, 'POST', path, {});
    const renewed = { ...client, clientSecret: String(added.body.clientSecret) };
    const statusOf = async (...[presented]: Parameters<ServerProcess['token']>): Promise<number> =>
      (await b.token(presented)).status;

    expect(await eventually(() => statusOf(renewed), 200, SOON_MS)).toBe(200);
    expect((await call(a, 'DELETE', `${path}/${old?.id}`)).status).toBe(204);
    expect(await eventually(() => statusOf(client), 401, SOON_MS)).toBe(401);
    expect(await refusedAt(b, token)).toBe(401);
    expect(await statusOf(renewed)).toBe(200);
  });

  it('take an API key that the other has made, and refuse one that it has deleted (C-33)', async () => {
    await call(a, 'POST', '/organizations', { id: 'keys', name: 'Keys' });
    const owner = { type: 'organization', id: 'keys' };
    const key = { name: 'A key', owner, permissions: ['reports:read'] };
    const { id, value } = (await call<{ id: string; value: string }>(a, 'POST', '/api-keys', key)).body;

    expect([await reports(a.url, value), await reports(b.url, value)]).toEqual([200, 200]);
    expect((await call(a, 'DELETE', `/api-keys/${id}`)).status).toBe(204);
    expect(await reports(a.url, value)).toBe(401);
    expect(await refusedAt(b, value)).toBe(401);
  });
});
