import { newClient, register } from '../contracts/persistence-fixture.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { type OpenStore, openStore, useDatabase } from './typeorm-fixture.js';

const POOL = 2;

const LIMIT_MS = 100;

describe('a database that falls silent', () => {
  const database = useDatabase();
  let proxy: TcpProxy;
  let store: OpenStore;

  beforeAll(async () => {
    const target = new URL(database().url);
    proxy = await TcpProxy.start({ host: target.hostname, port: Number(target.port || 5432) });
    target.host = `127.0.0.1:${proxy.port}`;
    const timeouts = { checkMs: LIMIT_MS, readMs: LIMIT_MS, writeMs: LIMIT_MS };
    store = await openStore(target.href, { dataSource: { poolSize: POOL }, persistence: { timeouts } });
  });
  afterAll(async () => {
    await store.dataSource.destroy();
    await proxy.close();
  });
  afterEach(() => proxy.heal());

  const backends = () =>
    database().query(
      'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );

  it('costs every caller a bounded wait, and no connection once it speaks again', async () => {
    const { persistence } = store;
    await persistence.ping();
    proxy.fallSilent();
    const calls = Array.from({ length: 3 * POOL }, () => persistence.ping());
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { name: 'PersistenceError', reason: 'timeout' },
      });
    }
    proxy.speakAgain();
    const again = await Promise.all(
      Array.from({ length: 3 * POOL }, () => persistence.revocations.changesAfter(0)),
    );
    expect(again).toHaveLength(3 * POOL);
    expect((await backends()).length).toBeLessThanOrEqual(POOL);
  });

  it('undoes a transaction that it has left in the middle, and the pool goes on without that connection', async () => {
    const { persistence } = store;
    const client = newClient();
    const work = persistence.transaction(async (tx) => {
      await tx.clients.insert(client);
      proxy.fallSilent();
      await tx.nextEpoch();
    });
    await expect(work).rejects.toMatchObject({ reason: 'timeout' });
    proxy.speakAgain();
    expect(await persistence.clients.find(client.clientId)).toBeNull();
    await register(persistence, client);
  });

  it('holds no transaction for the sum of waits that each have an end', async () => {
    const { persistence } = store;
    const client = newClient();
    let statements = 0;
    const work = persistence.transaction(async (tx) => {
      await tx.clients.insert(client);
      proxy.delay({ ms: 0.7 * LIMIT_MS, jitterMs: 0 });
      for (; statements < 20; statements += 1) await tx.nextEpoch();
    });
    await expect(work).rejects.toMatchObject({ reason: 'timeout' });
    const left = statements;
    proxy.heal();
    await register(persistence, client);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(10);
    expect(statements).toBe(left);
  });
});
