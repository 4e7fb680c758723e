import type { DataSource } from 'typeorm';
import { m2mAuthEntities } from '../entities/m2m-auth-entities.js';
import { TableNames, type TableName } from '../table-names.js';
import { foreignTableError, isForeign } from './foreign-table.js';
import { SchemaError } from './schema-error.js';
import { columnsOf, type SqlRunner } from './schema-inspection.js';

/** What each entity maps, as the entities themselves declare it. */
const expectedColumns = (dataSource: DataSource): ReadonlyMap<TableName, readonly string[]> =>
  new Map(
    m2mAuthEntities.map((entity) => {
      const metadata = dataSource.getMetadata(entity);
      return [
        metadata.givenTableName as TableName,
        metadata.columns.map((column) => column.databaseName),
      ] as const;
    }),
  );

/**
 * @throws SchemaError when the DataSource does not know our entities.
 */
export const requireEntities = (dataSource: DataSource, name = 'default'): void => {
  const missing = m2mAuthEntities.filter((entity) => !dataSource.hasMetadata(entity));
  if (missing.length === 0) return requireNames(dataSource);
  throw new SchemaError(
    `The DataSource "${name}" does not know the entities of nestjs-m2m-auth ` +
      `(${missing.map((entity) => entity.name).join(', ')}): add ...m2mAuthEntities to 'entities', or set autoLoadEntities.`,
  );
};

/** Postgres cuts longer names off, and then finds none of them. */
const MAX_NAME_BYTES = 63;
/** The longest name among our tables, constraints and indexes. */
const LONGEST = 'm2m_initial_access_tokens_organization_fkey';

/** @throws SchemaError when tables could not have the names that migrations and hand-written SQL know them by. */
const requireNames = (dataSource: DataSource): void => {
  const names = new TableNames(dataSource);
  const prefix = dataSource.options.entityPrefix ?? '';
  if (prefix.includes('.')) {
    throw new SchemaError(
      "The 'entityPrefix' of the DataSource has a dot: name a schema in its 'schema' instead.",
    );
  }
  const tooLong = Buffer.byteLength(names.bare(LONGEST)) - MAX_NAME_BYTES;
  if (tooLong > 0) {
    throw new SchemaError(
      `The 'entityPrefix' of the DataSource is ${tooLong} bytes too long: Postgres cuts names off at ${MAX_NAME_BYTES} bytes. ` +
        "Make it shorter, or use a 'schema'.",
    );
  }
  for (const entity of m2mAuthEntities) {
    const { givenTableName = '', tableName, columns } = dataSource.getMetadata(entity);
    const changed = columns.find((column) => column.databaseName !== column.givenDatabaseName);
    if (tableName === names.bare(givenTableName) && changed === undefined) continue;
    throw new SchemaError(
      `The 'namingStrategy' of the DataSource changes names that nestjs-m2m-auth has given (${tableName}` +
        `${changed === undefined ? '' : `.${changed.databaseName}`}): let it keep given names of tables and columns, ` +
        'or give the library a second DataSource without it, named in typeOrmPersistence({ dataSource }).',
    );
  }
};

/** What the database lacks of our schema, as names; empty when it is whole. `started` tells a gap from a fresh database. */
export const inspectSchema = async (
  runner: SqlRunner,
  dataSource: DataSource,
  names: TableNames,
): Promise<{ readonly started: boolean; readonly missing: readonly string[] }> => {
  const expected = expectedColumns(dataSource);
  const found = await columnsOf(runner, names, [...expected.keys()]);
  const clients = found.get('oauth_clients');
  if (clients !== undefined && isForeign(clients)) throw foreignTableError(names);
  const missing: string[] = [];
  for (const [table, columns] of expected) {
    const present = found.get(table);
    if (present === undefined) missing.push(names.bare(table));
    else
      for (const column of columns) if (!present.has(column)) missing.push(`${names.bare(table)}.${column}`);
  }
  if (missing.length === 0) missing.push(...(await missingCounters(runner, names)));
  return { started: found.size > 0, missing };
};

const missingCounters = async (runner: SqlRunner, names: TableNames): Promise<string[]> => {
  const [state] = (await runner.query(
    `SELECT (to_regclass($1) IS NOT NULL)::text AS epochs,
      (EXISTS (SELECT 1 FROM ${names.table('m2m_counter')}))::text AS counter`,
    [names.epochs],
  )) as { epochs: string; counter: string }[];
  return [
    ...(state?.epochs === 'true' ? [] : [names.bare('m2m_epochs')]),
    ...(state?.counter === 'true' ? [] : [`the row of ${names.bare('m2m_counter')}`]),
  ];
};

/**
 * @throws SchemaError that names what is missing and the remedy.
 */
export const requireSchema = async (
  runner: SqlRunner,
  dataSource: DataSource,
  names: TableNames,
): Promise<void> => {
  const { missing } = await inspectSchema(runner, dataSource, names);
  if (missing.length === 0) return;
  throw new SchemaError(
    `The database lacks parts of the schema of nestjs-m2m-auth (${missing.join(', ')}). Add ...m2mAuthMigrations ` +
      "to your 'migrations' and run them, or let the library run its own: typeOrmPersistence({ migrations: 'run' }).",
  );
};

/**
 * The encoding of the session needs no look: the driver sets it.
 *
 * @throws SchemaError that names the encoding. In any other than UTF-8 names and claims come back changed, or not at all.
 */
export const requireUtf8 = async (runner: SqlRunner): Promise<void> => {
  const [settings] = (await runner.query(`SELECT current_setting('server_encoding') AS encoding`)) as {
    encoding: string;
  }[];
  if (settings?.encoding === 'UTF8') return;
  throw new SchemaError(
    `The encoding of the database is ${settings?.encoding ?? 'unknown'}; nestjs-m2m-auth needs UTF8. ` +
      "Make the database with ENCODING 'UTF8' TEMPLATE template0 and move the data there.",
  );
};
