import type { QueryRunner } from 'typeorm';
import { PersistenceError } from '../../libs/m2m-auth/src/domain/stores/persistence-errors.js';
import { newClient, newSecret, register } from '../contracts/persistence-fixture.js';
import { type OpenStore, openStore, useDatabase } from './typeorm-fixture.js';

const TOKEN = { jti: 'jti', epoch: 1, kid: 'kid' };
const SHORT = { checkMs: 150, readMs: 150, writeMs: 150 };

describe('waits on Postgres', () => {
  const database = useDatabase();
  let store: OpenStore;

  const open = async (poolSize: number, timeouts: Partial<typeof SHORT> = SHORT): Promise<void> => {
    store = await openStore(database().url, { dataSource: { poolSize }, persistence: { timeouts } });
  };
  afterEach(() => store.dataSource.destroy());

  const hold = async (): Promise<QueryRunner> => {
    const runner = store.dataSource.createQueryRunner();
    await runner.connect();
    return runner;
  };

  it('end when the pool is exhausted, and the late connection goes back to it', async () => {
    await open(1);
    const holder = await hold();
    const { persistence } = store;
    for (const call of [
      () => persistence.ping(),
      () => persistence.revocations.isDenied(TOKEN),
      () => persistence.revocations.changesAfter(0),
      () => persistence.clients.findForAuthentication('x'),
      () => persistence.transaction((tx) => tx.nextEpoch()),
      () => persistence.purge(1),
    ]) {
      await expect(call()).rejects.toMatchObject({ name: 'PersistenceError', reason: 'timeout' });
    }
    await holder.release();
    // Only possible when each of the six has given back the connection that reached it too late.
    await expect(persistence.transaction((tx) => tx.nextEpoch())).resolves.toBeGreaterThan(0);
    await expect(persistence.revocations.isDenied(TOKEN)).resolves.toBe(false);
  });

  it('end when a row is locked, and the transaction is gone', async () => {
    await open(2);
    const { clientId } = await register(store.persistence);
    const holder = await hold();
    await holder.startTransaction();
    await holder.query('SELECT 1 FROM oauth_clients WHERE client_id = $1 FOR UPDATE', [clientId]);
    const other = newClient();
    const work = store.persistence.transaction(async (tx) => {
      await tx.clients.insert(other);
      await tx.clients.lock(clientId);
    });
    await expect(work).rejects.toMatchObject({ reason: 'timeout' });
    await holder.rollbackTransaction();
    await holder.release();
    expect(await store.persistence.clients.find(other.clientId)).toBeNull();
    expect((await store.persistence.transaction((tx) => tx.clients.lock(clientId)))?.client.clientId).toBe(
      clientId,
    );
  });

  it('end when a table is locked, and its connection is of use again once the lock is gone', async () => {
    await open(2);
    const holder = await hold();
    await holder.startTransaction();
    await holder.query('LOCK TABLE m2m_revocations IN ACCESS EXCLUSIVE MODE');
    await expect(store.persistence.revocations.isDenied(TOKEN)).rejects.toMatchObject({ reason: 'timeout' });
    await holder.rollbackTransaction();
    await holder.release();
    await expect(store.persistence.revocations.isDenied(TOKEN)).resolves.toBe(false);
  });

  it('need no second connection: a pool of one serves any number of callers', async () => {
    await open(1, {});
    const { persistence } = store;
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        const client = newClient();
        await persistence.transaction(async (tx) => {
          await tx.clients.insert(client);
          await tx.clients.insertSecret(client.id, newSecret({ epoch: await tx.nextEpoch() }));
          await tx.clients.lock(client.clientId);
          await tx.clients.update(client.id, { name: 'Renamed' });
          await tx.signingKeys.lockAll();
          await tx.signingKeys.list();
          await tx.record({ changes: [{ kind: 'client', subject: client.clientId }], denials: [] });
        });
        expect((await persistence.clients.find(client.clientId))?.client.name).toBe('Renamed');
        expect((await persistence.clients.list({ limit: 3 }, {})).length).toBeGreaterThan(0);
        await persistence.purge(10);
      }),
    );
  });

  it('survive the loss of every connection, and say that the store could not answer', async () => {
    await open(2);
    const client = newClient();
    const work = store.persistence.transaction(async (tx) => {
      await tx.clients.insert(client);
      await database().query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
      await tx.clients.insert(newClient());
    });
    await expect(work).rejects.toBeInstanceOf(PersistenceError);
    await expect(work).rejects.toMatchObject({ reason: 'unavailable' });
    expect(await store.persistence.clients.find(client.clientId)).toBeNull();
    await register(store.persistence, client);
  });

  it('say so too after the host has closed its DataSource', async () => {
    await open(1);
    await store.dataSource.destroy();
    await expect(store.persistence.ping()).rejects.toMatchObject({ reason: 'unavailable' });
    await store.dataSource.initialize();
  });
});
