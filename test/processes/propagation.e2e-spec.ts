import { decodeJwt, decodeProtectedHeader } from 'jose';
import { claimRedisDatabase, type RedisDatabase } from '../e2e/support/redis-database.js';
import { call, reports, type SecretBody } from '../server/support/api.js';
import { eventually } from '../shared-state/support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { ensureBuilt } from './support/built.js';
import { ServerProcess, temporaryFolders } from './support/server-process.js';

/** A second is promised; the rest is for a machine that has other things to do. */
const SOON_MS = 5_000;

beforeAll(ensureBuilt, 120_000);

/** How fast they follow is measured by `npm run bench -- propagation`; here it is seen that they do, and for good. */
describe.each([
  { name: 'with a copy of Redis', REVOCATION_CHECK: 'replica', tries: 40 },
  { name: 'without Redis', REVOCATION_CHECK: undefined, tries: 5 },
])('a process that follows another one, $name', ({ REVOCATION_CHECK, tries }) => {
  const folder = temporaryFolders();
  let database: TestDatabase;
  let redis: RedisDatabase | undefined;
  let a: ServerProcess;
  let b: ServerProcess;

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = REVOCATION_CHECK === undefined ? undefined : await claimRedisDatabase();
    const KEY_ENCRYPTION_KEY = 'f-key-encryption-key-of-a-test-23571113';
    const environment = { DATABASE_URL: database.url, REDIS_URL: redis?.url, KEY_ENCRYPTION_KEY };
    [a, b] = await Promise.all([
      ServerProcess.start({ ...environment, DATA_DIR: await folder() }),
      ServerProcess.start({ ...environment, REVOCATION_CHECK, DATA_DIR: await folder() }),
    ]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([a?.stop(), b?.stop()]);
    await redis?.release();
    await database.drop();
  });

  const issued = async (...[client]: Parameters<ServerProcess['token']>): Promise<string> =>
    (await b.token(client)).accessToken;
  const refused = (token: string): Promise<number> => eventually(() => reports(b.url, token), 401, SOON_MS);

  it('refuses every token that was revoked, goes on refusing it, and refuses no other', async () => {
    const client = await a.register();
    const survivor = await issued(client);
    const tokens: string[] = [];
    for (let round = 0; round < tries; round += 1) {
      const token = await issued(client);
      expect(await reports(b.url, token)).toBe(200);
      const path = `/oauth-clients/${client.clientId}/revoke-tokens`;
      expect((await call(a, 'POST', path, { jti: decodeJwt(token).jti })).status).toBe(204);
      expect(await refused(token)).toBe(401);
      tokens.push(token);
    }
    const statuses = await Promise.all(tokens.map((token) => reports(b.url, token)));
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(await reports(b.url, survivor)).toBe(200);
  }, 60_000);

  it('issues nothing any more to a client that was deactivated or for a secret that was removed', async () => {
    const [deactivated, withoutSecret] = [await a.register(), await a.register()];
    const tokens = [await issued(deactivated), await issued(withoutSecret)];
    const secrets = `/oauth-clients/${withoutSecret.clientId}/secrets`;
    const [secret] = (await call<{ data: SecretBody[] }>(a, 'GET', secrets)).body.data;
    await call(a, 'PATCH', `/oauth-clients/${deactivated.clientId}`, { isActive: false });
    expect((await call(a, 'DELETE', `${secrets}/${secret?.id}`)).status).toBe(204);

    for (const client of [deactivated, withoutSecret]) {
      const status = async (): Promise<number> => (await b.token(client)).status;
      expect(await eventually(status, 401, SOON_MS)).toBe(401);
      expect(await status()).toBe(401);
    }
    expect(await Promise.all(tokens.map(refused))).toEqual([401, 401]);
  });

  it('accepts nothing any more that was signed with a revoked key, and goes on with the next', async () => {
    const client = await a.register();
    const token = await issued(client);
    expect(await reports(b.url, token)).toBe(200);
    const { kid } = decodeProtectedHeader(token);
    expect((await call(a, 'POST', `/signing-keys/${kid}/revoke`)).status).toBe(204);
    expect(await refused(token)).toBe(401);
    const fresh = async (): Promise<number> => reports(b.url, await issued(client));
    expect(await eventually(fresh, 200, SOON_MS)).toBe(200);
    expect(await reports(a.url, await issued(client))).toBe(200);
  });
});
