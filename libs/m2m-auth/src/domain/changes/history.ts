import type { AuditedTransaction, RevocationReader, Transactions } from './change-store.js';
import type { AuditEvent } from '../audit/audit-event.js';
import type { ChangeBatch } from './change.js';
import { ForeignDatabaseError, PersistenceError } from '../stores/persistence-errors.js';
import type { ReadExpectation, Recorded, RevisedHistory } from './history-revision.js';
import type { CommittedDenial, Denial } from './denial.js';
import { deathOfLastToken, type TokenLifetimeBound } from './denials.js';
import type { DenialSnapshot, DenialSource } from './revocation-projection.js';
import { hasGoneBack, isAhead, type Position } from './position.js';

/** A restored backup, a recreated volume, or a promoted standby, as the log tells of it. */
export interface Rewind {
  readonly from: Position;
  readonly revised: RevisedHistory;
}

export interface HistoryParts {
  readonly persistence: { readonly revocations: RevocationReader } & Transactions<AuditedTransaction>;
  readonly bound: TokenLifetimeBound;
  /** Told when this process has found that the database went back, after the new timeline was committed. */
  readonly onRewind: (rewind: Rewind) => void;
}

/** What a write has to find in the database to be a continuation of what this process has seen. */
export interface WriteExpectation {
  readonly remembered: number | undefined;
  /**
   * Called inside the transaction, so that a write into a history that is not ours is rolled back: it would hand out epochs
   * a second time.
   *
   * @throws PersistenceError `went-back`; ForeignDatabaseError.
   */
  confirm(recorded: Recorded): void;
}

/**
 * The truth as this process has come to know it. Every read is compared with what was seen before, so a database that was
 * put back is noticed by whoever still knows more, before anything is believed on its word (ADR 2).
 */
export class History implements DenialSource {
  private seen: Position | null = null;
  private foreign = false;
  /** Timelines that this process is about to begin or to adopt. They never fail. */
  private readonly turns = new Set<Promise<void>>();
  /** What the projection of this process holds. Set at the start, because the two know each other. */
  recall: () => Promise<readonly Denial[]> = () => Promise.resolve([]);

  constructor(private readonly parts: HistoryParts) {}

  /** The database's identity; null before the first read. */
  get identity(): string | null {
    return this.seen?.identity ?? null;
  }

  /** Where the truth stood when this process last looked. @throws Error before the first read. */
  get position(): Position {
    if (this.seen === null) throw new Error('The changes were not read yet.');
    return this.seen;
  }

  /** @throws PersistenceError while another database answers in place of the one that this process started with. */
  requireOwn(): void {
    if (this.foreign) throw new PersistenceError('foreign-database');
  }

  /** The changes after a seq; `truncated` whenever the history is another one than that which this process has seen. */
  async changesAfter(after: number): Promise<ChangeBatch> {
    // As it is before the question: what this process commits meanwhile may be missing in the answer.
    const { seen } = this;
    const batch = await this.parts.persistence.revocations.changesAfter(after, seen?.seq);
    const { position, markThen } = batch;
    if (seen !== null) {
      this.requireIdentity(position);
      if (hasGoneBack(position, seen, markThen)) {
        return reload(await this.revise(position, seen, this.recall));
      }
      if (position.timeline !== seen.timeline) return reload(await this.adopt(position, seen));
    }
    this.remember(position);
    return batch;
  }

  /** What a write of this process is held against, as of now. */
  expectation(): WriteExpectation {
    const { seen } = this;
    return {
      remembered: seen?.seq,
      confirm: ({ position, markThen }) => {
        if (seen === null || position === null) return;
        this.requireIdentity(position);
        const behind = position.timeline < seen.timeline || position.seq <= seen.seq;
        const other = markThen !== null && position.timeline === seen.timeline && markThen !== seen.mark;
        if (behind || other) throw new PersistenceError('went-back');
      },
    };
  }

  /** What a read of this process is held against, as of now. */
  readExpectation(): ReadExpectation {
    const { seen } = this;
    return {
      remembered: seen?.seq,
      confirm: ({ position, markThen }) => {
        if (seen === null) return;
        this.requireIdentity(position);
        if (hasGoneBack(position, seen, markThen)) throw new PersistenceError('went-back');
      },
    };
  }

  /**
   * This process has committed a write of its own: nobody else may have read it when the database goes back.
   *
   * @returns false when a read has overtaken the answer to the commit, so that only the truth can tell whether it holds the write.
   */
  noteCommitted(position: Position): boolean {
    const { seen } = this;
    if (position.timeline !== seen?.timeline) return true;
    this.remember(position);
    return this.seen === position;
  }

  /**
   * Denials were projected that the truth may have lost meanwhile. `noted` is what `noteCommitted` has answered.
   *
   * @returns where they were stored again: they have to be projected again, too. Null when nothing was lost.
   */
  async settle(position: Position, denials: readonly Denial[], noted: boolean): Promise<Position | null> {
    // One that is under way may have asked the projection before these were in it, and nobody would ask it again.
    await Promise.all(this.turns);
    if (!noted) await this.reconcile(position, async () => [...(await this.recall()), ...denials]);
    const { seen } = this;
    if (seen === null || position.timeline >= seen.timeline) return null;
    const stored = (await this.write(null, seen, denials)).position;
    this.noteCommitted(stored);
    return stored;
  }

  async reconcile(stamp: Position, recall: () => Promise<readonly Denial[]>): Promise<Position> {
    const { position, markThen } = await this.parts.persistence.revocations.changesAfter(stamp.seq);
    this.requireIdentity(position);
    // A stamp of an earlier release has no mark.
    const remembered = stamp.mark === '' ? { ...stamp, mark: markThen ?? position.mark } : stamp;
    return hasGoneBack(position, remembered, markThen) ? this.revise(position, stamp, recall) : position;
  }

  async snapshotDenials(): Promise<DenialSnapshot> {
    const snapshot = await this.parts.persistence.revocations.snapshotDenials();
    this.requireIdentity(snapshot.position);
    return snapshot;
  }

  denialsBetween(after: number, through: number): Promise<readonly CommittedDenial[]> {
    return this.parts.persistence.revocations.denialsBetween(after, through);
  }

  /** Begins a new timeline above everything that was seen, and brings back what is still known. */
  private revise(
    truth: Position,
    known: Position,
    recall: () => Promise<readonly Denial[]>,
  ): Promise<Position> {
    return this.turn(async () => {
      const revised = await this.write(truth, known, await recall());
      this.remember(revised.position);
      if (revised.began) this.parts.onRewind({ from: known, revised });
      return revised.position;
    });
  }

  /** Somebody else has begun a timeline: what only this process knows goes into it. */
  private adopt(truth: Position, known: Position): Promise<Position> {
    return this.turn(async () => {
      const denials = await this.recall();
      const nothing = denials.length === 0 && known.epoch <= truth.epoch;
      const position = nothing ? truth : (await this.write(null, known, denials)).position;
      this.remember(position);
      return position;
    });
  }

  private turn(work: () => Promise<Position>): Promise<Position> {
    const turned = work();
    const over = (): void => void this.turns.delete(ended);
    const ended: Promise<void> = turned.then(over, over);
    this.turns.add(ended);
    return turned;
  }

  private async write(
    expected: Position | null,
    known: Position,
    denials: readonly Denial[],
  ): Promise<RevisedHistory> {
    const furthest = this.seen !== null && isAhead(this.seen, known) ? this.seen : known;
    const seen = {
      ...furthest,
      epoch: Math.max(known.epoch, this.seen?.epoch ?? 0, expected?.epoch ?? 0),
    };
    return this.parts.persistence.transaction(async (tx) => {
      const epochsExpireAt = deathOfLastToken(await tx.now(), this.parts.bound);
      const revised = await tx.reviseHistory({ expected, seen, denials, epochsExpireAt });
      if (revised.began) await tx.audit(timelineBegan(known, revised));
      return revised;
    });
  }

  private remember(position: Position): void {
    if (this.seen === null || isAhead(position, this.seen)) this.seen = position;
  }

  private requireIdentity({ identity }: Position): void {
    this.foreign = this.seen !== null && identity !== this.seen.identity;
    if (!this.foreign) return;
    throw new ForeignDatabaseError(
      `The database is another one (${shortIdentity(identity)}) than the one this process started with ` +
        `(${shortIdentity(this.seen?.identity ?? '')}). Nothing is issued and no revocation accepted until it is back; ` +
        'if it was replaced on purpose, restart this process.',
    );
  }
}

/** What an operator should know and do, in one line for the log. */
export const tellRewind = ({ from, revised: { position, ...counts } }: Rewind): string =>
  `The database has gone back: it was at ${from.seq} of timeline ${from.timeline} before (a restored backup, or a standby that ` +
  `was promoted without the last commits). Timeline ${position.timeline} begins at ${position.seq}. ` +
  `${counts.recovered} revocations that were still known are stored again, ${counts.renewedSecrets} secrets have a new epoch, ` +
  `${counts.lostEpochs} epochs are refused, ${counts.endedKeys.length} signing keys are retired. Other changes of the lost ` +
  'history are gone: make them again.';

/** As logs, errors and health show an identity. */
export const shortIdentity = (identity: string): string => identity.slice(0, 8);

const reload = ({ seq }: Position): ChangeBatch => ({ changes: [], committed: seq, truncated: true });

const timelineBegan = (from: Position, revised: RevisedHistory): AuditEvent => ({
  event: 'oauth.timeline.began',
  success: true,
  clientId: null,
  organizationId: null,
  ip: null,
  metadata: {
    timeline: revised.position.timeline,
    seq: revised.position.seq,
    formerTimeline: from.timeline,
    formerSeq: from.seq,
    recoveredDenials: revised.recovered,
    lostEpochs: revised.lostEpochs,
    renewedSecrets: revised.renewedSecrets,
    endedKeys: [...revised.endedKeys],
  },
});
