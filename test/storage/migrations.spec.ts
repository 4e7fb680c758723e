import { randomUUID } from 'node:crypto';
import { DefaultNamingStrategy } from 'typeorm';
import { m2mAuthMigrations, runM2MAuthMigrations } from '../../libs/m2m-auth/src/storage/typeorm/index.js';
import { TypeOrmPersistence } from '../../libs/m2m-auth/src/storage/typeorm/typeorm-persistence.js';
import { newClient, register } from '../contracts/persistence-fixture.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { openDataSource } from './typeorm-fixture.js';

const HOST_TABLE = 'CREATE TABLE orders (id int PRIMARY KEY, note text)';
const STATION_TABLE =
  'CREATE TABLE oauth_clients (id uuid PRIMARY KEY, "clientId" varchar UNIQUE, "clientSecretHash" varchar)';

describe('migrations', () => {
  let database: TestDatabase;
  const tables = async (): Promise<string[]> => {
    const rows = await database.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    );
    return rows.map(({ name }) => name);
  };

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  it("go up, down and up again in the host's own list, and leave its tables alone", async () => {
    await database.query(HOST_TABLE);
    await database.query("INSERT INTO orders VALUES (1, 'kept')");
    const dataSource = await openDataSource(database.url, { migrations: m2mAuthMigrations });
    const persistence = new TypeOrmPersistence(dataSource);
    try {
      expect(await dataSource.runMigrations()).toHaveLength(m2mAuthMigrations.length);
      await persistence.prepare();
      await register(persistence);
      for (let n = 0; n < m2mAuthMigrations.length; n += 1) await dataSource.undoLastMigration();
      expect(await tables()).toEqual(['migrations', 'orders']);
      expect(await database.query("SELECT 1 FROM pg_class WHERE relkind = 'S' AND relname ~ 'm2m'")).toEqual(
        [],
      );
      await dataSource.runMigrations();
      await persistence.prepare();
      await register(persistence);
      expect(await database.query('SELECT * FROM orders')).toEqual([{ id: 1, note: 'kept' }]);
    } finally {
      await dataSource.destroy();
    }
  });

  it('run as a role that has rights on rows only, where nothing is pending; else the remedy is named', async () => {
    const role = `rows_${randomUUID().replaceAll('-', '')}`;
    const owner = await openDataSource(database.url);
    await database.query(
      `CREATE ROLE ${role} LOGIN PASSWORD 'rows'; GRANT USAGE ON SCHEMA public TO ${role}`,
    );
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'rows'];
    const rows = await openDataSource(url.href);
    try {
      const persistence = new TypeOrmPersistence(rows, { migrations: 'run' });
      await expect(persistence.prepare()).rejects.toThrow(/42501.*lacks a right.*m2m-auth migrate/s);
      await runM2MAuthMigrations(owner);
      await database.query(
        `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
         GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role}`,
      );
      await persistence.prepare();
      await register(persistence);
    } finally {
      await Promise.all([rows.destroy(), owner.destroy()]);
      await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  it.each([
    [{ entityPrefix: 'a'.repeat(22) }, /2 bytes too long.*schema/s],
    [{ entityPrefix: 'auth.' }, /has a dot.*schema/],
    [
      {
        namingStrategy: new (class extends DefaultNamingStrategy {
          override tableName(target: string, given: string | undefined) {
            return `t_${given ?? target}`;
          }
        })(),
      },
      /namingStrategy.*t_.*dataSource/s,
    ],
  ])('name the remedy where tables could not have their names: %#', async (options, remedy) => {
    const dataSource = await openDataSource(database.url, options);
    try {
      await expect(runM2MAuthMigrations(dataSource)).rejects.toThrow(remedy);
      expect(await tables()).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });

  it('match the entities: TypeORM itself finds nothing to change in the columns', async () => {
    const dataSource = await openDataSource(database.url);
    try {
      await new TypeOrmPersistence(dataSource, { migrations: 'run' }).prepare();
      const runner = dataSource.createQueryRunner();
      for (const metadata of dataSource.entityMetadatas) {
        const table = await runner.getTable(metadata.tablePath);
        const found = table?.columns.map(({ name, type, isNullable, isArray }) => ({
          name,
          type,
          isNullable,
          isArray,
        }));
        const declared = metadata.columns.map((column) => ({
          name: column.databaseName,
          type: dataSource.driver.normalizeType(column),
          isNullable: column.isNullable,
          isArray: column.isArray,
        }));
        const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
        expect(found?.sort(byName)).toEqual(declared.sort(byName));
      }
      await runner.release();
    } finally {
      await dataSource.destroy();
    }
  });

  it('are run once by processes that start at the same time', async () => {
    const sources = await Promise.all([1, 2, 3].map(() => openDataSource(database.url)));
    try {
      await Promise.all(
        sources.map((source) => new TypeOrmPersistence(source, { migrations: 'run' }).prepare()),
      );
      const history = await database.query<{ name: string }>('SELECT name FROM m2m_migrations');
      expect(history.map(({ name }) => name).sort()).toEqual(
        m2mAuthMigrations.map(({ name }) => name).sort(),
      );
      expect(await tables()).not.toContain('migrations');
    } finally {
      await Promise.all(sources.map((source) => source.destroy()));
    }
  });

  it('are adopted when the host ran them before and now lets the library do it', async () => {
    const dataSource = await openDataSource(database.url, { migrations: m2mAuthMigrations });
    try {
      await dataSource.runMigrations();
      const persistence = new TypeOrmPersistence(dataSource, { migrations: 'run' });
      const client = newClient();
      await register(persistence, client);
      await persistence.prepare();
      expect(await database.query('SELECT name FROM m2m_migrations')).toHaveLength(m2mAuthMigrations.length);
      expect(await persistence.clients.find(client.clientId)).not.toBeNull();
    } finally {
      await dataSource.destroy();
    }
  });

  it('are taken over from any of them on, when the host ran the older ones itself and then upgrades', async () => {
    for (const older of [1, 5, m2mAuthMigrations.length - 1]) {
      const own = await createTestDatabase();
      const migrations = m2mAuthMigrations.slice(0, older);
      const host = await openDataSource(own.url, { migrations, entityPrefix: 'app_' });
      try {
        await host.runMigrations();
        expect(await runM2MAuthMigrations(host)).toEqual(
          m2mAuthMigrations.slice(older).map(({ name }) => name),
        );
        expect(await runM2MAuthMigrations(host)).toEqual([]);
      } finally {
        await host.destroy();
        await own.drop();
      }
    }
  }, 60_000);

  it('are taken over when the host ran the newest itself, after the library had run the older ones', async () => {
    const dataSource = await openDataSource(database.url);
    try {
      await runM2MAuthMigrations(dataSource);
      const [newest = ''] = m2mAuthMigrations.map(({ name }) => name).slice(-1);
      await database.query(`DELETE FROM m2m_migrations WHERE name = '${newest}'`);
      expect(await runM2MAuthMigrations(dataSource)).toEqual([]);
      expect(await database.query('SELECT name FROM m2m_migrations')).toHaveLength(m2mAuthMigrations.length);
    } finally {
      await dataSource.destroy();
    }
  });

  it.each(['run', 'manual'] as const)(
    'stop at a table oauth_clients of somebody else and change nothing (%s)',
    async (migrations) => {
      await database.query(STATION_TABLE);
      const dataSource = await openDataSource(database.url);
      try {
        const prepared = new TypeOrmPersistence(dataSource, { migrations }).prepare();
        await expect(prepared).rejects.toThrow(/"oauth_clients" that is not nestjs-m2m-auth's.*entityPrefix/);
        expect(await tables()).toEqual(['oauth_clients']);
      } finally {
        await dataSource.destroy();
      }
    },
  );

  it("stop at it in the host's own run too", async () => {
    await database.query(STATION_TABLE);
    const dataSource = await openDataSource(database.url, { migrations: m2mAuthMigrations });
    try {
      await expect(dataSource.runMigrations()).rejects.toThrow("not nestjs-m2m-auth's");
      expect((await tables()).filter((name) => name !== 'migrations')).toEqual(['oauth_clients']);
    } finally {
      await dataSource.destroy();
    }
  });

  it('leave nothing behind when one of them fails', async () => {
    await database.query('CREATE TABLE m2m_signing_keys (kid text)');
    const dataSource = await openDataSource(database.url);
    try {
      const prepared = new TypeOrmPersistence(dataSource, { migrations: 'run' }).prepare();
      await expect(prepared).rejects.toMatchObject({ name: 'PersistenceError', reason: '42P07' });
      expect(await tables()).toEqual(['m2m_signing_keys']);
    } finally {
      await dataSource.destroy();
    }
  });

  it('wait a bounded time for another process that migrates', async () => {
    const [first, second] = [await openDataSource(database.url), await openDataSource(database.url)];
    const holder = first.createQueryRunner();
    try {
      await new TypeOrmPersistence(first, { migrations: 'run' }).prepare();
      await holder.startTransaction();
      await holder.query('LOCK TABLE m2m_migrations IN ACCESS EXCLUSIVE MODE');
      const waiting = new TypeOrmPersistence(second, { migrations: 'run', timeouts: { prepareMs: 200 } });
      await expect(waiting.prepare()).rejects.toMatchObject({ reason: 'timeout' });
    } finally {
      await holder.rollbackTransaction();
      await holder.release();
      await first.destroy();
      await second.destroy();
    }
  });

  it.each([
    'ALTER TABLE m2m_revocations DROP COLUMN seq',
    'DELETE FROM m2m_counter',
    'DROP SEQUENCE m2m_epochs',
  ])('are named as the remedy when the schema has a gap (%s)', async (damage) => {
    const dataSource = await openDataSource(database.url);
    try {
      await new TypeOrmPersistence(dataSource, { migrations: 'run' }).prepare();
      await database.query(damage);
      const prepared = new TypeOrmPersistence(dataSource).prepare();
      await expect(prepared).rejects.toThrow(/m2m_(revocations\.seq|counter|epochs).*m2mAuthMigrations/s);
    } finally {
      await dataSource.destroy();
    }
  });
});
