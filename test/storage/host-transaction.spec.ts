import { DuplicateError } from '../../libs/m2m-auth/src/domain/stores/persistence-errors.js';
import { newClient, newSecret, register } from '../contracts/persistence-fixture.js';
import { type OpenStore, openStore, useDatabase } from './typeorm-fixture.js';

describe("work in the host's transaction", () => {
  const database = useDatabase();
  let store: OpenStore;

  beforeAll(async () => {
    store = await openStore(database().url, { dataSource: { poolSize: 2 } });
    await store.dataSource.query('CREATE TABLE orders (id int PRIMARY KEY)');
  });
  afterAll(() => store.dataSource.destroy());
  beforeEach(() => store.dataSource.query('DELETE FROM orders'));

  const orders = async (): Promise<number> => {
    const rows: unknown[] = await store.dataSource.query('SELECT 1 FROM orders');
    return rows.length;
  };

  it('is committed with it, and seen inside before', async () => {
    const client = newClient();
    const { persistence, dataSource } = store;
    await dataSource.transaction(async (manager) => {
      await manager.query('INSERT INTO orders VALUES (1)');
      await persistence.transaction(async (tx) => {
        await tx.clients.insert(client);
        await tx.clients.insertSecret(client.id, newSecret());
      }, manager);
      expect((await persistence.clients.find(client.clientId, manager))?.secrets).toHaveLength(1);
      expect(await persistence.clients.list({ limit: 100 }, {}, manager)).not.toEqual([]);
      expect(await persistence.clients.find(client.clientId)).toBeNull();
    });
    expect(await persistence.clients.find(client.clientId)).not.toBeNull();
    expect(await orders()).toBe(1);
  });

  it('is undone with it', async () => {
    const client = newClient();
    const { persistence, dataSource } = store;
    const work = dataSource.transaction(async (manager) => {
      await persistence.transaction((tx) => tx.clients.insert(client), manager);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await persistence.clients.find(client.clientId)).toBeNull();
  });

  it('fails alone: the host may handle a duplicate and commit the rest', async () => {
    const { persistence, dataSource } = store;
    const taken = await register(persistence);
    const other = newClient();
    await dataSource.transaction(async (manager) => {
      const duplicate = persistence.transaction(async (tx) => {
        await tx.clients.insert(other);
        await tx.clients.insert(newClient({ clientId: taken.clientId }));
      }, manager);
      await expect(duplicate).rejects.toThrow(DuplicateError);
      await manager.query('INSERT INTO orders VALUES (2)');
    });
    expect(await orders()).toBe(1);
    expect(await persistence.clients.find(other.clientId)).toBeNull();
  });

  it("leaves the host's own time-outs as they are", async () => {
    const { persistence, dataSource } = store;
    await dataSource.transaction(async (manager) => {
      await manager.query("SET LOCAL statement_timeout = '12345ms'");
      await persistence.transaction((tx) => tx.nextEpoch(), manager);
      expect(await manager.query('SHOW statement_timeout')).toEqual([{ statement_timeout: '12345ms' }]);
    });
  });

  it('is refused, by a message that names the remedy, where there is none', async () => {
    const { persistence, dataSource } = store;
    const work = jest.fn();
    for (const context of [dataSource.manager, dataSource, {}]) {
      await expect(persistence.transaction(work, context)).rejects.toThrow(
        'EntityManager of an open transaction',
      );
      await expect(persistence.clients.find('x', context)).rejects.toThrow(
        'EntityManager of an open transaction',
      );
    }
    expect(work).not.toHaveBeenCalled();
  });
});
