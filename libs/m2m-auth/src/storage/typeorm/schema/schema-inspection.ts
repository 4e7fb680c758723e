import type { TableName, TableNames } from '../table-names.js';

/** Runs SQL; a query runner or an entity manager. */
export interface SqlRunner {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

/** The columns of those tables that exist, by table. */
export const columnsOf = async (
  runner: SqlRunner,
  names: TableNames,
  tables: readonly TableName[],
): Promise<ReadonlyMap<TableName, ReadonlySet<string>>> => {
  const rows = (await runner.query(
    `SELECT t.place::text AS place, a.attname::text AS name
      FROM unnest($1::text[]) WITH ORDINALITY AS t (path, place)
      JOIN pg_attribute a ON a.attrelid = to_regclass(t.path)::oid
      WHERE a.attnum > 0 AND NOT a.attisdropped`,
    [tables.map((table) => names.table(table))],
  )) as { place: string; name: string }[];
  const found = new Map<TableName, Set<string>>();
  for (const { place, name } of rows) {
    const table = tables[Number(place) - 1];
    if (table === undefined) continue;
    found.set(table, (found.get(table) ?? new Set()).add(name));
  }
  return found;
};
