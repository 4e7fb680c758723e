import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { openEmbeddedDatabase } from '../../apps/server/src/embedded-database/embedded-database.js';
import { m2mAuthEntities } from '../../libs/m2m-auth/src/storage/typeorm/index.js';
import { TypeOrmPersistence } from '../../libs/m2m-auth/src/storage/typeorm/typeorm-persistence.js';
import { describePersistence } from '../contracts/persistence-contract.js';
import { ageRows } from './typeorm-fixture.js';

describePersistence(
  'TypeOrmPersistence on PGlite',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'pglite-contract-'));
    const database = await openEmbeddedDatabase(directory);
    const dataSource = await new DataSource({ ...database.options, entities: m2mAuthEntities }).initialize();
    // All callers queue for one connection here, and what the queue costs is not the matter of this contract.
    const timeouts = { checkMs: 10_000, readMs: 10_000, writeMs: 10_000 };
    const persistence = new TypeOrmPersistence(dataSource, { migrations: 'run', timeouts });
    await persistence.prepare();
    return {
      persistence,
      age: (ms) => ageRows(dataSource, ms),
      close: async () => {
        await dataSource.destroy();
        await database.close();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
  'one',
);
