/**
 * One place in the history of one database. A counter alone does not name one: after a restored backup or a promoted
 * standby it counts through the same numbers again.
 */
export interface Position {
  /** Which database: made at its migration, kept by copies and backups of it. */
  readonly identity: string;
  /** Which history of it: rises whenever the database is found to have gone back. Two histories never share a number. */
  readonly timeline: number;
  /** The commit-ordered counter. */
  readonly seq: number;
  /** A random value that this `seq`, and no `seq` of the same number in another history, was given. */
  readonly mark: string;
  /** The highest epoch that was handed out by then, or a lower one. */
  readonly epoch: number;
}

/** True when `a` is further than `b` in the order in which one database goes through its timelines. */
export const isAhead = (
  a: Pick<Position, 'timeline' | 'seq'>,
  b: Pick<Position, 'timeline' | 'seq'>,
): boolean => a.timeline > b.timeline || (a.timeline === b.timeline && a.seq > b.seq);

/**
 * True when a database that is now at `truth` cannot be one that was at `remembered` before.
 *
 * @param markThen the mark that `remembered.seq` has in the database's history; null when it is not known any more.
 */
export const hasGoneBack = (
  truth: Pick<Position, 'timeline' | 'seq' | 'mark'>,
  remembered: Pick<Position, 'timeline' | 'seq' | 'mark'>,
  markThen: string | null,
): boolean => {
  if (truth.timeline !== remembered.timeline) return truth.timeline < remembered.timeline;
  if (truth.seq <= remembered.seq) return truth.seq < remembered.seq || truth.mark !== remembered.mark;
  return markThen !== null && markThen !== remembered.mark;
};
