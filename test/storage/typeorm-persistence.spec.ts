import { describePersistence } from '../contracts/persistence-contract.js';
import { createTestDatabase } from '../support/postgres.js';
import { ageRows, openStore } from './typeorm-fixture.js';

describePersistence('TypeOrmPersistence on Postgres', async () => {
  const database = await createTestDatabase();
  const { dataSource, persistence } = await openStore(database.url);
  return {
    persistence,
    age: (ms) => ageRows(dataSource, ms),
    close: async () => {
      await dataSource.destroy();
      await database.drop();
    },
  };
});
