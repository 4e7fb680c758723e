import { register } from '../contracts/persistence-fixture.js';
import { openStore, useDatabase } from './typeorm-fixture.js';

describe('the use of a secret that another transaction holds', () => {
  const database = useDatabase();

  it('is left alone at once, so that neither waits for the other, and is recorded afterwards', async () => {
    const { persistence, dataSource } = await openStore(database().url);
    const client = await register(persistence);
    const lastUse = async () => (await persistence.clients.find(client.clientId))?.secrets[0]?.lastUsedAt;
    const secretId = (await persistence.clients.find(client.clientId))?.secrets[0]?.id ?? '';
    const record = () => persistence.recordSecretUses([{ secretId, agoMs: 0 }]);

    // Whoever waited here would wait for a transaction that waits for it.
    await persistence.transaction(async (tx) => {
      await tx.clients.lock(client.clientId);
      await tx.clients.updateSecret(secretId, { hint: 'held' });
      expect(await record()).toEqual([secretId]);
    });
    expect(await lastUse()).toBeNull();
    expect(await record()).toEqual([]);
    expect(await lastUse()).toBeInstanceOf(Date);
    await dataSource.destroy();
  });
});
