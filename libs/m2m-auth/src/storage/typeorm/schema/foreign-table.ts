import type { TableNames } from '../table-names.js';
import { columnsOf, type SqlRunner } from './schema-inspection.js';
import { SchemaError } from './schema-error.js';

/** Columns that `oauth_clients` has had from its first migration on: a table without them was never ours. */
const FOUNDING_COLUMNS = ['id', 'client_id', 'scopes', 'audiences', 'claims', 'grant_types', 'is_active'];

export const foreignTableError = (names: TableNames): SchemaError =>
  new SchemaError(
    `The database already has a table "${names.bare('oauth_clients')}" that is not nestjs-m2m-auth's; it was left ` +
      'as it is. Rename that table, or give the library tables of its own: a second DataSource with an ' +
      "'entityPrefix' or a 'schema', named in typeOrmPersistence({ dataSource }).",
  );

/** True for the columns of a table `oauth_clients` that somebody else has made. */
export const isForeign = (columns: ReadonlySet<string>): boolean =>
  FOUNDING_COLUMNS.some((column) => !columns.has(column));

/**
 * Before the first migration: any table `oauth_clients` stops it, whosever it is, before anything is changed.
 *
 * @throws SchemaError that names the remedy.
 */
export const refuseForeignTable = async (runner: SqlRunner, names: TableNames): Promise<void> => {
  const columns = (await columnsOf(runner, names, ['oauth_clients'])).get('oauth_clients');
  if (columns === undefined) return;
  if (isForeign(columns)) throw foreignTableError(names);
  throw new SchemaError(
    `The tables of nestjs-m2m-auth exist already, but this migration history does not know them: they were ` +
      'made under another one. Run the migrations from the place that made them.',
  );
};
