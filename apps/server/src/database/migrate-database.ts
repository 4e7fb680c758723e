import { runM2MAuthMigrations, m2mAuthEntities } from 'nestjs-m2m-auth/typeorm';
import { DataSource } from 'typeorm';
import { migrateUnderLock } from './migration-lock.js';
import type { PostgresOptions } from './database-connection.js';
import { CreateReports1764000000000 } from './reports/create-reports.migration.js';

/** The server's own migrations; the library has its own history. */
export const OWN_MIGRATIONS = {
  migrations: [CreateReports1764000000000],
  migrationsTableName: 'server_migrations',
};

/**
 * Does before a start what every start does: brings the tables of the library and of the server up to date.
 *
 * @returns the names of the migrations that were pending.
 */
export async function migrateDatabase(options: PostgresOptions): Promise<readonly string[]> {
  const dataSource = new DataSource({
    ...options,
    ...OWN_MIGRATIONS,
    entities: [...m2mAuthEntities],
    synchronize: false,
    logging: false,
  });
  await dataSource.initialize();
  try {
    return [...(await runM2MAuthMigrations(dataSource)), ...(await migrateUnderLock(dataSource))];
  } finally {
    await dataSource.destroy();
  }
}
