import { DataSource, type DataSourceOptions } from 'typeorm';
import { m2mAuthEntities } from '../../libs/m2m-auth/src/storage/typeorm/index.js';
import { TypeOrmPersistence } from '../../libs/m2m-auth/src/storage/typeorm/typeorm-persistence.js';
import type { TypeOrmPersistenceOptions } from '../../libs/m2m-auth/src/storage/typeorm/typeorm-persistence.options.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/** A DataSource as a host would make it, with our entities. */
export const openDataSource = (url: string, options: Partial<PostgresOptions> = {}): Promise<DataSource> =>
  new DataSource({ type: 'postgres', url, entities: m2mAuthEntities, ...options }).initialize();

/** A persistence with its own pool, its schema made. */
export interface OpenStore {
  readonly dataSource: DataSource;
  readonly persistence: TypeOrmPersistence;
}

export const openStore = async (
  url: string,
  options: { dataSource?: Partial<PostgresOptions>; persistence?: TypeOrmPersistenceOptions } = {},
): Promise<OpenStore> => {
  const dataSource = await openDataSource(url, options.dataSource);
  const persistence = new TypeOrmPersistence(dataSource, { migrations: 'run', ...options.persistence });
  await persistence.prepare();
  return { dataSource, persistence };
};

/** Makes what is stored older, which only SQL can. */
export const ageRows = async (dataSource: DataSource, ms: number): Promise<void> => {
  const by = `make_interval(secs => ${ms / 1000})`;
  await dataSource.query(`UPDATE m2m_changes SET created_at = created_at - ${by}`);
  await dataSource.query(`UPDATE m2m_revocations SET expires_at = expires_at - ${by}`);
  await dataSource.query(
    `UPDATE oauth_client_secrets SET created_at = created_at - ${by}, expires_at = expires_at - ${by},
      revoked_at = revoked_at - ${by}, last_used_at = last_used_at - ${by}`,
  );
  await dataSource.query(`UPDATE m2m_signing_keys SET created_at = created_at - ${by}`);
};

/** A database of this test file, with `describe`-wide life. */
export const useDatabase = (): (() => TestDatabase) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  }, 60_000);
  afterAll(() => database.drop());
  return () => database;
};
