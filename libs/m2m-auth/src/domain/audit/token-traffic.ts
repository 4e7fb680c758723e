import type { Clock } from '../../oauth/ports/clock.js';
import type { AuditEvent } from './audit-event.js';
import type { AuditEventName } from './audit-event-names.js';
import type { AuditMetrics } from './audit-metrics.js';
import type { AuditQueue } from './audit-queue.js';
import { TrafficBuckets, type TrafficKind } from './traffic-buckets.js';

const TICK_MS = 500;
/** Kinds of authenticated clients at once; each costs a few hundred bytes. */
const MOST_KINDS = 20_000;
/** Kinds at once that need no authentication, before they are told apart less finely: so little can a stranger fill. */
const MOST_UNPROVEN = 250;
/**
 * Rows that strangers may fill in an hour with what can be told apart. After that their events are counted by reason alone:
 * rows are kept for months, and addresses cost an attacker nothing.
 */
const STRANGER_ROWS_PER_HOUR = 1_000;
const HOUR_MS = 3_600_000;
/** The first of a kind, and the count of those that follow. */
const ROWS_PER_KIND = 2;
const OVER_BUDGET_WINDOW_MS = 600_000;
/** One more than may find a flush at its end that has not seen the last records. */
const FINAL_ATTEMPTS = 2;

/**
 * What happens at the OAuth endpoints, for the audit: the first of a kind is on its way to the store within half a
 * second, the rest of its minute follows as one count. Nothing here waits, throws, or grows without bound: while the store
 * cannot be reached, kinds stay open and go on counting.
 */
export class TokenTraffic {
  private readonly proven: TrafficBuckets;
  private readonly unproven: TrafficBuckets;
  private readonly overBudget: TrafficBuckets;
  private budget = { rows: STRANGER_ROWS_PER_HOUR, since: Number.NEGATIVE_INFINITY };
  private timer: NodeJS.Timeout | undefined;
  private counted = 0;

  constructor(
    private readonly queue: AuditQueue,
    private readonly clock: Clock,
  ) {
    this.proven = new TrafficBuckets(clock);
    this.unproven = new TrafficBuckets(clock);
    this.overBudget = new TrafficBuckets(clock, OVER_BUDGET_WINDOW_MS);
  }

  get metrics(): AuditMetrics {
    return {
      recorded: this.counted,
      written: this.queue.written,
      waiting: this.queue.waiting,
      dropped: this.queue.dropped,
      kinds: this.openKinds,
    };
  }

  start(): void {
    this.timer = setInterval(() => void this.tick(), TICK_MS);
    this.timer.unref();
  }

  /** Counts one more of a kind of an authenticated client. False when the kind is new: then it has to be begun. */
  again(event: AuditEventName, key: string, address: string | undefined): boolean {
    if (!this.proven.again(event, key, address)) return false;
    this.counted += 1;
    return true;
  }

  /** The first of a kind of an authenticated client. */
  begin(kind: TrafficKind, address: string | undefined): void {
    this.counted += 1;
    if (this.proven.size < MOST_KINDS) this.open(this.proven, kind, address);
    else this.queue.drop(1);
  }

  /**
   * An event of somebody unknown.
   *
   * @param keys of the kinds among which it can be counted, from the finest to the coarsest, of which there can be only a
   * few: the more kinds are open, the coarser the one that is taken.
   * @param kindOf makes the kind of one of these keys.
   */
  unknown(
    event: AuditEventName,
    keys: readonly [string, string, string],
    address: string | undefined,
    kindOf: (coarseness: number) => TrafficKind,
  ): void {
    this.counted += 1;
    const coarsest = keys.length - 1;
    for (const [coarseness, key] of keys.entries()) {
      if (this.unproven.again(event, key, address)) return;
      const room = coarseness === coarsest || this.unproven.size < MOST_UNPROVEN * (coarseness + 1);
      if (!room) continue;
      if (!this.mayOpen()) break;
      return this.open(this.unproven, kindOf(coarseness), address);
    }
    const [, , coarsestKey] = keys;
    if (this.overBudget.again(event, coarsestKey, address)) return;
    this.overBudget.begin(kindOf(coarsest), address, 1);
  }

  /** Stores one event before anything else happens. @throws PersistenceError */
  async store(event: AuditEvent): Promise<void> {
    await this.queue.write({ ...event, at: new Date(this.clock.now()) });
    this.counted += 1;
  }

  /** What is done twice a second. */
  tick(): Promise<void> {
    // Closing while nothing can be written would only turn few counts into many.
    if (this.queue.healthy) this.close('over');
    return this.queue.flush();
  }

  /** Writes everything, the minutes that are not over included. Answers how many records could not be written. */
  async stop(): Promise<number> {
    clearInterval(this.timer);
    for (let attempt = 0; attempt < FINAL_ATTEMPTS; attempt += 1) {
      this.close('all');
      await this.queue.flush();
      if (this.queue.waiting === 0 && this.openKinds === 0) return 0;
    }
    return this.queue.waiting + this.openKinds;
  }

  private get openKinds(): number {
    return this.proven.size + this.unproven.size + this.overBudget.size;
  }

  /** Takes the rows of one kind from the hour's budget of strangers; false when it is used up. */
  private mayOpen(): boolean {
    const now = this.clock.monotonic();
    if (now - this.budget.since >= HOUR_MS) this.budget = { rows: STRANGER_ROWS_PER_HOUR, since: now };
    if (this.budget.rows < ROWS_PER_KIND) return false;
    this.budget.rows -= ROWS_PER_KIND;
    return true;
  }

  private open(buckets: TrafficBuckets, kind: TrafficKind, address: string | undefined): void {
    const held = this.queue.hold({ ...kind.first, at: new Date(this.clock.now()) });
    buckets.begin(kind, address, held ? 0 : 1);
  }

  private close(which: 'over' | 'all'): void {
    for (const buckets of [this.proven, this.unproven, this.overBudget]) {
      buckets.close(which, (count) => this.queue.hold(count));
    }
  }
}
