import type { AuditTransaction } from '../audit/audit-event-store.js';
import type { TransactionContext } from '../stores/transaction-context.js';
import type { TokenIdentity } from '../../oauth/ports/revocation-check.js';
import type { ChangeKind, HistoryBatch } from './change.js';
import type { Denial } from './denial.js';
import type { HistoryRevision, ReadExpectation, Recorded, RevisedHistory } from './history-revision.js';
import type { DenialReader } from './revocation-projection.js';

/** Reads of denials and changes, always from the primary. */
export interface RevocationReader extends DenialReader {
  /**
   * True when the token's jti, epoch or kid is denied: one indexed, bounded read.
   *
   * @param expected told of the position in the same snapshot, before anything is answered.
   * @throws when it cannot tell, and what `expected` throws.
   */
  isDenied(token: TokenIdentity, expected?: ReadExpectation): Promise<boolean>;
  /** Changes with a seq above `after`, and the mark of the seq that is `remembered`, which is `after` unless it is given. */
  changesAfter(after: number, remembered?: number): Promise<HistoryBatch>;
}

/** The part of a transaction by which changes get their place in the one history. */
export interface ChangeTransaction {
  /** A number from the one database-wide sequence, never given twice, also after a rollback. */
  nextEpoch(): Promise<number>;
  /** The database's own wall clock. */
  now(): Promise<Date>;
  /**
   * Takes the next seq (the counter row is locked from here to the commit, so call it last), appends the changes and
   * the denials under it. A denial that exists already keeps the later expiry.
   */
  record(entries: {
    readonly changes: readonly { readonly kind: ChangeKind; readonly subject: string }[];
    readonly denials: readonly Denial[];
    /** A seq that the caller remembers: answered with the mark that it has in this history. */
    readonly remembered?: number;
  }): Promise<Recorded>;
  /**
   * Brings back what somebody still knows and this database has lost, and with `expected` begins a new timeline, unless
   * somebody else has begun one since. Holds the counter's row until the commit. All readers reload afterwards.
   *
   * @throws PersistenceError `lost-epochs` when more epochs are lost than can be denied one by one.
   */
  reviseHistory(revision: HistoryRevision): Promise<RevisedHistory>;
}

/** What every change can do in its transaction, whatever it changes. */
export type AuditedTransaction = ChangeTransaction & AuditTransaction;

/** Where work is done all or nothing. With a `context` it joins the host's transaction and the host commits. */
export interface Transactions<Tx> {
  transaction<T>(work: (tx: Tx) => Promise<T>, context?: TransactionContext): Promise<T>;
}
