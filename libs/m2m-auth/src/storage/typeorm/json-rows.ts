import type { EntityManager, EntityTarget, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { PersistenceError } from '../../domain/stores/persistence-errors.js';

/**
 * Rows are read as JSON text. Its dates are ISO 8601 whatever `DateStyle` says, and no type parser of the host (for dates,
 * bigint, json, arrays) has a say in it: both are session or process settings that are not ours to change.
 */
export const wholeRow = (alias: string, without: readonly string[] = []): string =>
  `(to_jsonb("${alias}".*)${without.map((column) => ` - '${column}'`).join('')})::text`;

/** The rows of a query over one entity, each read whole. */
export const rowsOf = async <Entity extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<Entity>,
  query: SelectQueryBuilder<Entity>,
): Promise<Entity[]> => {
  const rows = await query.select(wholeRow(query.alias), 'row').getRawMany<{ row: string }>();
  return rows.map(({ row }) => entityOf(manager, entity, JSON.parse(row) as JsonRow));
};

/** The first row, or null. */
export const rowOf = async <Entity extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<Entity>,
  query: SelectQueryBuilder<Entity>,
): Promise<Entity | null> => (await rowsOf(manager, entity, query))[0] ?? null;

export type JsonRow = Readonly<Record<string, unknown>>;

/** A row of JSON as its entity. Columns that were left out are undefined. */
export const entityOf = <Entity extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<Entity>,
  row: JsonRow,
): Entity => {
  const { columns } = manager.connection.getMetadata(entity);
  return Object.fromEntries(
    columns.map(({ propertyName, databaseName, type }) => [
      propertyName,
      type === 'timestamptz' ? instantOf(row[databaseName]) : row[databaseName],
    ]),
  ) as Entity;
};

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?[+-]\d{2}:\d{2}(:\d{2})?$/;

/** @throws PersistenceError for a date that is none to JavaScript (`infinity`, the year 20000): it must never count as "no date". */
export const instantOf = (value: unknown): Date | null | undefined => {
  if (value === null || value === undefined) return value;
  const date = typeof value === 'string' && INSTANT.test(value) ? new Date(value) : undefined;
  if (date === undefined || Number.isNaN(date.getTime())) throw new PersistenceError('unreadable-date');
  return date;
};
