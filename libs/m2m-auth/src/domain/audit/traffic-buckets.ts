import type { JsonObject } from '../../oauth/json.js';
import type { Clock } from '../../oauth/ports/clock.js';
import type { AuditEvent, TimedAuditEvent } from './audit-event.js';
import type { AuditEventName } from './audit-event-names.js';

const MINUTE_MS = 60_000;

/** Events that count as the same: the first is kept whole, of those that follow within a minute only how many. */
export interface TrafficKind {
  /** Tells it from other kinds of its event. */
  readonly key: string;
  /** As it is stored when it is the first. */
  readonly first: AuditEvent;
  /** The part of its metadata that holds for every event of the kind. */
  readonly common: JsonObject;
}

interface Bucket {
  readonly kind: TrafficKind;
  readonly openedAt: number;
  /** In the one spelling that requests have it in. */
  readonly address: string | undefined;
  sameAddress: boolean;
  count: number;
  firstAt: number;
  lastAt: number;
}

/** Counts what repeats, in windows that begin with the first of a kind. Counting again allocates nothing. */
export class TrafficBuckets {
  private readonly byEvent = new Map<AuditEventName, Map<string, Bucket>>();
  private open = 0;

  constructor(
    private readonly clock: Clock,
    private readonly windowMs = MINUTE_MS,
  ) {}

  /** How many kinds are being counted. */
  get size(): number {
    return this.open;
  }

  /** Counts one more of a kind that is open; false when it is not, and nothing was counted. */
  again(event: AuditEventName, key: string, address: string | undefined): boolean {
    const bucket = this.byEvent.get(event)?.get(key);
    if (bucket === undefined) return false;
    const now = this.clock.now();
    if (bucket.count === 0) bucket.firstAt = now;
    bucket.count += 1;
    bucket.lastAt = now;
    if (bucket.address !== address) bucket.sameAddress = false;
    return true;
  }

  /** Opens a kind. @param count 0 when its first event is stored on its own, 1 when it is to be counted too. */
  begin(kind: TrafficKind, address: string | undefined, count: 0 | 1): void {
    const { event } = kind.first;
    let buckets = this.byEvent.get(event);
    if (buckets === undefined) this.byEvent.set(event, (buckets = new Map<string, Bucket>()));
    const now = this.clock.now();
    const openedAt = this.clock.monotonic();
    buckets.set(kind.key, { kind, openedAt, address, sameAddress: true, count, firstAt: now, lastAt: now });
    this.open += 1;
  }

  /**
   * Closes kinds: those whose window is over, or all.
   *
   * @param keep takes a count; false when it has no room for it: then the kind stays open and goes on counting.
   */
  close(which: 'over' | 'all', keep: (count: TimedAuditEvent) => boolean): void {
    const deadline = this.clock.monotonic() - this.windowMs;
    for (const buckets of this.byEvent.values()) {
      // In the order in which they were opened.
      for (const [key, bucket] of buckets) {
        if (which === 'over' && bucket.openedAt > deadline) break;
        if (bucket.count > 0 && !keep(countOf(bucket))) return;
        buckets.delete(key);
        this.open -= 1;
      }
    }
  }
}

const countOf = ({ kind, count, sameAddress, firstAt, lastAt }: Bucket): TimedAuditEvent => ({
  ...kind.first,
  ip: sameAddress ? kind.first.ip : null,
  metadata: {
    ...kind.common,
    count,
    firstAt: new Date(firstAt).toISOString(),
    lastAt: new Date(lastAt).toISOString(),
  },
  at: new Date(lastAt),
});
