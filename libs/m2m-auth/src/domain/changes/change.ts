import type { Position } from './position.js';

/** What a cached row can be about. `timeline` says that a history began, which readers learn from the position. */
export type ChangeKind = 'client' | 'denial' | 'signing-key' | 'organization' | 'api-key' | 'timeline';

/** "The row of this kind and id has changed": an entry of the commit-ordered `m2m_changes`. */
export interface Change {
  readonly seq: number;
  readonly kind: ChangeKind;
  /** The clientId, the denial's member, the kid, the organization id, the id of the API key. */
  readonly subject: string;
}

/** One read of the feed. */
export interface ChangeBatch {
  /** Ascending by seq. */
  readonly changes: readonly Change[];
  /** The counter, committed, as of this read. */
  readonly committed: number;
  /** True when changes after the asked-for seq were purged already: every cache must be dropped. */
  readonly truncated: boolean;
}

/** A read of the feed, with what shows whether the database is still the one that was read before. */
export interface HistoryBatch extends ChangeBatch {
  /** Where the database stood when this was read. */
  readonly position: Position;
  /** The mark of the remembered seq; null when it is not known (any more). */
  readonly markThen: string | null;
}
