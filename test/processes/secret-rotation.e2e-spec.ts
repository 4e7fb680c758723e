import { setTimeout as pause } from 'node:timers/promises';
import { claimRedisDatabase, type RedisDatabase } from '../e2e/support/redis-database.js';
import { call, reports, type PageBody, type SecretBody } from '../server/support/api.js';
import { eventually } from '../shared-state/support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { ensureBuilt } from './support/built.js';
import { ClientFleet } from './support/client-fleet.js';
import { ServerProcess, temporaryFolders } from './support/server-process.js';

const PER_SECOND = 200;
const INSTANCES = 4;
/** Between the steps of a deployment. */
const STEP_MS = 400;

beforeAll(ensureBuilt, 120_000);

describe('a secret that is replaced while two processes serve its client', () => {
  const folder = temporaryFolders();
  let database: TestDatabase;
  let redis: RedisDatabase;
  let servers: ServerProcess[];

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = await claimRedisDatabase();
    const environment = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      KEY_ENCRYPTION_KEY: 'f-key-encryption-key-of-a-test-23571113',
      ACCESS_TOKEN_TTL: '60',
      SECRET_SAFE_TO_RETIRE_AFTER: '180s',
    };
    servers = await Promise.all(
      ['fastify', 'express'].map(async (HTTP_ADAPTER) =>
        ServerProcess.start({ ...environment, HTTP_ADAPTER, DATA_DIR: await folder() }),
      ),
    );
  }, 60_000);
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await redis.release();
    await database.drop();
  });

  const server = (index: number): ServerProcess => servers[index] as ServerProcess;
  const path = (clientId: string, secretId = ''): string => `/oauth-clients/${clientId}/secrets${secretId}`;
  const secretsOf = async (clientId: string): Promise<readonly SecretBody[]> =>
    (await call<PageBody<SecretBody>>(server(0), 'GET', path(clientId))).body.data;
  /** Three minutes pass for one secret, which only SQL can make them do. */
  const rest = (id: string | undefined): Promise<unknown> =>
    database.query(
      `UPDATE oauth_client_secrets SET created_at = created_at - interval '3 minutes',
        last_used_at = last_used_at - interval '3 minutes' WHERE id = '${id}'`,
    );

  it(`costs a client that follows the steps none of ${PER_SECOND} requests a second`, async () => {
    const client = await server(0).register();
    const { clientId } = client;
    const fleet = new ClientFleet(servers, client, INSTANCES, PER_SECOND);
    await pause(STEP_MS);

    // 1. Another secret beside the old one.
    const added = await call<SecretBody>(server(1), 'POST', path(clientId), {});
    const renewed = { clientId, clientSecret: String(added.body.clientSecret) };
    const known = async (): Promise<string> =>
      String(await Promise.all(servers.map(async (one) => (await one.token(renewed)).status)));
    expect(await eventually(known, '200,200')).toBe('200,200');
    // 2. It is deployed, one instance after the other.
    for (let instance = 0; instance < INSTANCES; instance += 1) {
      fleet.deploy(instance, renewed.clientSecret);
      await pause(STEP_MS);
    }
    // 3. Nobody uses the old one any more.
    const [old] = await secretsOf(clientId);
    expect(old?.safeToRetire).toBe(false);
    const safe = async (): Promise<unknown> => {
      await rest(old?.id);
      const [before, after] = await secretsOf(clientId);
      return before?.safeToRetire && !after?.safeToRetire && after?.lastUsedAt !== null;
    };
    expect(await eventually(safe, true)).toBe(true);
    const { accessToken } = await server(0).token(client);
    // 4. It is given a deadline, and ends there.
    const expiresAt = new Date(Date.now() + 2 * STEP_MS).toISOString();
    expect((await call(server(0), 'PATCH', path(clientId, `/${old?.id}`), { expiresAt })).status).toBe(200);
    await pause(Date.parse(expiresAt) - Date.now());
    const ended = async (): Promise<string> =>
      String(await Promise.all(servers.map(async (one) => (await one.token(client)).status)));
    expect(await eventually(ended, '401,401')).toBe('401,401');
    expect(await Promise.all(servers.map(({ url }) => reports(url, accessToken)))).toEqual([200, 200]);

    // 5. It is removed, with what is left of its tokens.
    expect((await call(server(1), 'DELETE', path(clientId, `/${old?.id}`))).status).toBe(204);
    expect(await Promise.all(servers.map(({ url }) => reports(url, accessToken)))).toEqual([401, 401]);
    await pause(STEP_MS);
    await fleet.stop();

    expect(fleet.failures).toEqual([]);
    expect(new Set(fleet.answers.map(({ clientSecret }) => clientSecret)).size).toBe(2);
  }, 60_000);

  it('is written down as used once by each process, and as no change of its client', async () => {
    const client = await server(0).register();
    const [secret] = await secretsOf(client.clientId);
    // Somebody who counts: the statistics of Postgres come late.
    await database.query('CREATE TABLE written (id uuid)');
    await database.query(
      `CREATE FUNCTION count_use() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO written VALUES (NEW.id); RETURN NULL; END $$`,
    );
    await database.query(
      `CREATE TRIGGER count_uses AFTER UPDATE ON oauth_client_secrets FOR EACH ROW EXECUTE FUNCTION count_use()`,
    );
    const count = async (): Promise<number> =>
      (await database.query(`SELECT id FROM written WHERE id = '${secret?.id}'`)).length;
    const changes = async (): Promise<unknown> => database.query('SELECT v FROM m2m_counter');
    const before = await changes();
    const fleet = new ClientFleet(servers, client, INSTANCES, PER_SECOND);
    const hasAnswered = (more: number): Promise<boolean> => {
      const enough = fleet.answers.length + more;
      return eventually(() => fleet.answers.length >= enough, true, 20_000);
    };

    const byEach = async (): Promise<boolean> => (await count()) >= servers.length;
    expect(await eventually(byEach, true, 20_000)).toBe(true);
    expect(await hasAnswered(3 * PER_SECOND)).toBe(true);
    // Once more each, if the machine was so slow that a minute has passed.
    expect(await count()).toBeLessThanOrEqual(2 * servers.length);
    expect(await changes()).toEqual(before);
    await fleet.stop();
    expect(fleet.failures).toEqual([]);
  }, 60_000);

  it('is written down by a process that ends in good order', async () => {
    const client = await server(0).register();
    const extra = await ServerProcess.start({
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      KEY_ENCRYPTION_KEY: 'f-key-encryption-key-of-a-test-23571113',
      DATA_DIR: await folder(),
    });
    await extra.token(client);
    const lastUse = async (): Promise<string | null> =>
      (await secretsOf(client.clientId))[0]?.lastUsedAt ?? null;
    const first = async (): Promise<boolean> => (await lastUse()) !== null;
    expect(await eventually(first, true)).toBe(true);
    const before = String(await lastUse());
    await extra.token(client);
    await extra.stop();

    expect(Date.parse(String(await lastUse()))).toBeGreaterThan(Date.parse(before));
  }, 30_000);
});
