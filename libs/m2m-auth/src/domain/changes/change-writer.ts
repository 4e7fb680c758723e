import type { AuditedTransaction, Transactions } from './change-store.js';
import type { AuditEvent } from '../audit/audit-event.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Change } from './change.js';
import type { Recorded } from './history-revision.js';
import type { TransactionContext } from '../stores/transaction-context.js';
import type { ChangeNotifier } from './change-notifier.js';
import type { Denial } from './denial.js';
import type { RevocationProjection } from './revocation-projection.js';
import type { ChangeFeed } from './change-feed.js';
import type { Position } from './position.js';
import type { History } from './history.js';

/** What a piece of transactional work leaves behind. */
export interface Written<T> {
  readonly result: T;
  readonly changes: readonly Omit<Change, 'seq'>[];
  readonly denials: readonly Denial[];
}

/**
 * The one way to change what other processes cache or ask: the work, its changes and its denials are committed in one
 * transaction; then this process drops its own rows, the denials are projected, and the other processes are told.
 *
 * @typeParam Stores the parts of a transaction that the writer's owner changes, beside the history and the audit.
 */
export class ChangeWriter<Stores> {
  constructor(
    private readonly persistence: Transactions<Stores & AuditedTransaction>,
    private readonly feed: ChangeFeed,
    private readonly projection: Pick<RevocationProjection, 'project'>,
    private readonly notifier: ChangeNotifier,
    private readonly trail: AuditTrail,
    private readonly history: Pick<History, 'expectation' | 'noteCommitted' | 'settle'>,
  ) {}

  /**
   * Resolves when committed and, where denials were written, projected.
   * Inside a host's transaction (`context`) nothing can be projected before the host commits; the loops of all
   * processes take the changes up within a second of that.
   *
   * @throws OAuthError `temporarily_unavailable` when the denials stand in the truth but could not be projected yet:
   * the loop will, and a retry is harmless.
   */
  async write<T>(
    work: (tx: Stores & AuditedTransaction) => Promise<Written<T>>,
    context?: TransactionContext,
  ): Promise<T> {
    const audited: AuditEvent[] = [];
    const expected = this.history.expectation();
    const { written, recorded } = await this.persistence.transaction(async (tx) => {
      const written = await work(this.trail.follow(tx, audited));
      const { changes, denials } = written;
      // Last, because the counter's row stays locked from here to the commit.
      const recorded = await tx.record({ changes, denials, remembered: expected.remembered });
      expected.confirm(recorded);
      return { written, recorded };
    }, context);
    // Only the host knows whether what was written in its transaction is committed.
    if (!context) this.trail.committed(audited);
    if (!context && recorded.position !== null)
      await this.publish(written.changes, recorded.denials, recorded.position);
    return written.result;
  }

  private async publish(
    changes: readonly Omit<Change, 'seq'>[],
    denials: Recorded['denials'],
    position: Position,
  ): Promise<void> {
    const noted = this.history.noteCommitted(position);
    this.feed.noteOwn(changes);
    try {
      if (denials.length > 0) {
        await this.project(denials, position, noted);
      }
    } finally {
      // It is committed even if it could not be projected: whoever hears this reads it from the truth.
      this.notifier.announce();
    }
  }

  /** Again for as long as the truth loses them: a projection filled from a truth without them does not hold them. */
  private async project(denials: Recorded['denials'], position: Position, noted: boolean): Promise<void> {
    await this.projection.project(denials);
    const stored = await this.history.settle(position, denials, noted);
    if (stored !== null) await this.project(denials, stored, true);
  }
}
