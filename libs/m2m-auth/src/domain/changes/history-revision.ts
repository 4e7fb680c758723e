import type { Position } from './position.js';
import type { CommittedDenial, Denial } from './denial.js';

/** What is known beside a database that has gone back (revocation protocol, timelines). */
export interface HistoryRevision {
  /** Where the database stood when it was found to have gone back; null: only bring back what is missing. */
  readonly expected: Position | null;
  /** The furthest that anybody has seen. */
  readonly seen: Pick<Position, 'timeline' | 'seq' | 'epoch'>;
  /** Denials that are known elsewhere. Those that the database lacks are stored again. */
  readonly denials: readonly Denial[];
  /** Until when epochs that were handed out in the lost history are denied. */
  readonly epochsExpireAt: Date;
}

export interface RevisedHistory {
  readonly position: Position;
  /** A new timeline was begun, by this call. */
  readonly began: boolean;
  /** Denials that were brought back. */
  readonly recovered: number;
  /** Epochs that no secret carries any more, denied. */
  readonly lostEpochs: number;
  /** Secrets whose epoch was denied and that have a new one. */
  readonly renewedSecrets: number;
  /** Kids of keys that were denied, and are retired now. */
  readonly endedKeys: readonly string[];
}

/** What a transaction has appended to the history; visible to others when it is committed. */
export interface Recorded {
  readonly denials: readonly CommittedDenial[];
  /** Where the database stands from the commit on; null when nothing was recorded. */
  readonly position: Position | null;
  /** The mark of the remembered seq; null when it is not known (any more). */
  readonly markThen: string | null;
}

/** What a read of the truth is held against, so that nothing is believed that a database says which has gone back. */
export interface ReadExpectation {
  /** A seq whose mark is asked for. */
  readonly remembered: number | undefined;
  /** Told where the database stood at the read. @throws PersistenceError, ForeignDatabaseError when its word does not count. */
  confirm(found: { readonly position: Position; readonly markThen: string | null }): void;
}
