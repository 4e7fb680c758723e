import type { Clock } from '../../oauth/ports/clock.js';
import type { Change, ChangeBatch } from './change.js';

/** How long caches may be believed after the last read of the changes. */
export const CHANGES_TRUSTED_MS = 5_000;

/** Told of every batch that names something, and of batches before which changes were lost (`truncated`). */
export type ChangeListener = (batch: ChangeBatch) => void;

/**
 * This process' place in the commit-ordered changes. Caches hang on it: it tells them what to drop, whether to
 * believe themselves (`fresh`), and whether anything was read while a row was on its way (`version`).
 */
export class ChangeFeed {
  private seq = 0;
  private readAt = Number.NEGATIVE_INFINITY;
  private reads = 0;
  private readonly listeners: ChangeListener[] = [];

  constructor(
    private readonly reader: { changesAfter(after: number): Promise<ChangeBatch> },
    private readonly clock: Clock,
  ) {}

  /** Moves whenever a change became known. A row is cached only when this did not move since before its SELECT. */
  get version(): number {
    return this.reads;
  }

  /** The counter, as of the last read. */
  get committed(): number {
    return this.seq;
  }

  /** False when changes could not be read for so long that no cached row may be used. */
  get fresh(): boolean {
    return this.clock.monotonic() - this.readAt <= CHANGES_TRUSTED_MS;
  }

  /** Milliseconds since the changes were last known to be complete. */
  get age(): number {
    return this.clock.monotonic() - this.readAt;
  }

  onChanges(listener: ChangeListener): void {
    this.listeners.push(listener);
  }

  /** Reads on from the last seq; answers the committed counter. Throws when the truth cannot be read. */
  async read(): Promise<number> {
    // The age counts from before the question: the answer may be as old as that.
    const asked = this.clock.monotonic();
    const batch = await this.reader.changesAfter(this.seq);
    if (batch.truncated || batch.changes.length > 0) this.tell(batch);
    // Another timeline may begin below what was read of the one before it: what comes next is counted from there.
    if (batch.truncated || batch.committed > this.seq) this.seq = batch.committed;
    this.readAt = asked;
    return batch.committed;
  }

  /** A change this very process has committed: its own caches need not wait for the next read. */
  noteOwn(changes: readonly Omit<Change, 'seq'>[]): void {
    this.tell({
      changes: changes.map((change) => ({ ...change, seq: this.seq })),
      committed: this.seq,
      truncated: false,
    });
  }

  private tell(batch: ChangeBatch): void {
    this.reads += 1;
    for (const listener of this.listeners) listener(batch);
  }
}
