import type { Position } from '../../domain/changes/position.js';

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
