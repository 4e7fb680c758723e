import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import { PersistenceError } from '../stores/persistence-errors.js';
import { CircuitBreaker } from '../resilience/circuit-breaker.js';
import type { AuditEventStore, AuditRecord } from './audit-event-store.js';
import type { TimedAuditEvent } from './audit-event.js';
import type { AuditForwarder } from './audit-forwarder.js';

const MOST_HELD = 10_000;
const BATCH = 500;
/** SQLSTATE class 22: the store will never take these values. */
const DATA_EXCEPTION = /^22/;

export interface AuditQueueParts {
  readonly store: Pick<AuditEventStore, 'append'>;
  readonly forwarder: Pick<AuditForwarder, 'forward'> | null;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly onError: (error: unknown) => void;
}

/**
 * Records that wait to be written, bounded. While the store cannot take them they are held; one that it will never take
 * is dropped and counted, so that it does not stand in the way of the others.
 */
export class AuditQueue {
  private held: AuditRecord[] = [];
  private batch = BATCH;
  private running: Promise<void> | undefined;
  private failing = false;
  private untold = 0;
  private everWritten = 0;
  private everDropped = 0;

  /** For those who wait for their own record. */
  private readonly circuit: CircuitBreaker;

  constructor(private readonly parts: AuditQueueParts) {
    this.circuit = new CircuitBreaker(parts.clock);
  }

  get waiting(): number {
    return this.held.length;
  }

  /** False from a failed write until the next that succeeds. */
  get healthy(): boolean {
    return !this.failing;
  }

  get written(): number {
    return this.everWritten;
  }

  /** How many events were not kept, as they are counted and not as records. */
  get dropped(): number {
    return this.everDropped;
  }

  /** Takes an event to be written; false when there is no room. */
  hold(event: TimedAuditEvent): boolean {
    if (this.held.length >= MOST_HELD) return false;
    this.held.push({ ...event, recordId: this.parts.random.uuid() });
    return true;
  }

  /** Counts events that could not be kept. They are told of in one record when the store takes records again. */
  drop(count: number): void {
    this.untold += count;
    this.everDropped += count;
  }

  /** Writes one event now. @throws PersistenceError when it is not stored. */
  async write(event: TimedAuditEvent): Promise<void> {
    const record = { ...event, recordId: this.parts.random.uuid() };
    await this.circuit.run(() => this.parts.store.append([record]));
    this.wrote([record]);
  }

  /** Writes what waits, until it is done or the store fails. Never rejects; calls while it works are that call. */
  flush(): Promise<void> {
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async run(): Promise<void> {
    while (this.held.length > 0 || this.tellDropped()) {
      const records = this.held.slice(0, this.batch);
      try {
        await this.parts.store.append(records);
      } catch (error) {
        this.parts.onError(error);
        if (this.giveWay(error, records)) continue;
        this.failing = true;
        return;
      }
      this.held = this.held.slice(records.length);
      this.failing = false;
      this.batch = Math.min(BATCH, this.batch * 2);
      this.wrote(records);
    }
  }

  /** True when another attempt makes sense at once: with fewer records, or without the one that cannot be stored. */
  private giveWay(error: unknown, records: readonly AuditRecord[]): boolean {
    if (!(error instanceof PersistenceError && DATA_EXCEPTION.test(error.reason))) return false;
    if (records.length > 1) {
      this.batch = Math.ceil(records.length / 2);
      return true;
    }
    this.held = this.held.slice(1);
    this.drop(countedBy(records[0]));
    return true;
  }

  /** False when nothing was dropped. Called when nothing else waits, so there is room. */
  private tellDropped(): boolean {
    const count = this.untold;
    if (count === 0) return false;
    const event = { event: 'audit.dropped', success: false, clientId: null, organizationId: null } as const;
    const at = new Date(this.parts.clock.now());
    this.hold({ ...event, ip: null, metadata: { count }, at });
    this.untold = 0;
    return true;
  }

  private wrote(records: readonly AuditRecord[]): void {
    this.everWritten += records.length;
    this.parts.forwarder?.forward(records.map(({ recordId: _, ...event }) => event));
  }
}

/** How many events a record stands for. */
const countedBy = (record: AuditRecord | undefined): number => {
  const count = record?.metadata['count'];
  return typeof count === 'number' ? count : 1;
};
