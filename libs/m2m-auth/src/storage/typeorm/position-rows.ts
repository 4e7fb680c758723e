import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { ReadExpectation } from '../../domain/changes/history-revision.js';
import type { Position } from '../../domain/changes/position.js';
import { PersistenceError } from '../../domain/stores/persistence-errors.js';
import type { TableNames } from './table-names.js';

/** The counter's row as text: neither the session nor the host's type parsers change what it says. */
export interface PositionRow {
  identity: string;
  timeline: string;
  committed: string;
  mark: string;
  handed_out: string;
}

/** The columns of {@link PositionRow}, of the table or row called `counter`. */
export const POSITION = `counter.identity::text AS identity, counter.timeline::text AS timeline,
  counter.v::text AS committed, counter.mark::text AS mark, counter.epoch::text AS handed_out`;

export const toPosition = (row: PositionRow): Position => ({
  identity: row.identity,
  timeline: Number(row.timeline),
  seq: Number(row.committed),
  mark: row.mark,
  epoch: Number(row.handed_out),
});

/** The mark of a seq in this history, as SQL over the row `counter`. */
export const markOf = (names: TableNames, seq: string): string =>
  `CASE WHEN counter.v = ${seq} THEN counter.mark::text
      ELSE (SELECT mark::text FROM ${names.table('m2m_changes')} WHERE seq = ${seq} LIMIT 1) END`;

/**
 * What a query finds at most one of, read in one statement with the position: a row of a database that has gone back is
 * not told from one of its lost history by itself.
 *
 * @param found a column of the query that is never null in a row.
 * @throws what `expected` throws, also when nothing was found.
 */
export const rowHeldAgainst = async <Row extends object>(
  manager: EntityManager,
  names: TableNames,
  { query, found, expected }: HeldQuery<Row>,
): Promise<Row | null> => {
  const [sql, parameters] = query.getQueryAndParameters() as [string, unknown[]];
  const [row] = await manager.query<(PositionRow & Row & { mark_then: string | null })[]>(
    `SELECT ${POSITION}, ${markOf(names, `$${parameters.length + 1}::bigint`)} AS mark_then, held.*
      FROM ${names.table('m2m_counter')} counter LEFT JOIN (${sql}) held ON true LIMIT 1`,
    [...parameters, expected?.remembered ?? null],
  );
  if (row === undefined) throw new PersistenceError('P0002');
  expected?.confirm({ position: toPosition(row), markThen: row.mark_then });
  return row[found] === null ? null : row;
};

interface HeldQuery<Row> {
  readonly query: SelectQueryBuilder<ObjectLiteral>;
  readonly found: keyof Row;
  readonly expected: ReadExpectation | undefined;
}
