import type { DataSource } from 'typeorm';
import { PrimaryConnections } from '../connection/primary-connections.js';
import { TableNames } from '../table-names.js';
import { DEFAULT_TIMEOUTS } from '../typeorm-persistence.options.js';
import { MigrationRunner } from './migration-runner.js';
import { requireEntities } from './schema-check.js';

/**
 * Brings the library's tables up to date as `migrations: 'run'` does at every start: all or nothing, under a lock that
 * other processes wait for, with a history of its own. For a deployment that migrates in a step before its servers.
 *
 * @param dataSource initialized, with `m2mAuthEntities` among its entities.
 * @param options `timeoutMs`: the longest that all of it may take; default as at a start.
 * @returns the names of the migrations that were pending, in order.
 * @throws SchemaError with the remedy when the database holds something else under these names.
 *
 * @example
 * const dataSource = await new DataSource({ type: 'postgres', url, entities: [...m2mAuthEntities] }).initialize();
 * const ran = await runM2MAuthMigrations(dataSource);
 */
export const runM2MAuthMigrations = async (
  dataSource: DataSource,
  options: { readonly timeoutMs?: number } = {},
): Promise<readonly string[]> => {
  requireEntities(dataSource);
  const connections = new PrimaryConnections(dataSource);
  const limitMs = options.timeoutMs ?? DEFAULT_TIMEOUTS.prepareMs;
  return new MigrationRunner(dataSource, connections, new TableNames(dataSource), limitMs).run();
};
