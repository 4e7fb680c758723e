import { PersistenceError } from '../../domain/persistence/persistence-errors.js';
import type { Clock } from '../../oauth/ports/clock.js';
import { StagedMap } from './memory-persistence-staged-map.js';
import {
  MOST_AUDIT_EVENTS,
  type MemoryTables,
  type StoredAuditEvent,
  type StoredChange,
} from './memory-persistence-tables.js';

/** The writes of one transaction, in front of what is committed. */
export class Staging {
  readonly clients;
  readonly clientIds;
  readonly secrets;
  readonly organizations;
  readonly signingKeys;
  readonly denials;
  readonly changes: StoredChange[] = [];
  readonly auditEvents: StoredAuditEvent[] = [];
  counter: number;
  readonly #state: MemoryTables;
  readonly #startedAt: number;
  #failed = false;
  #ended = false;

  constructor(
    state: MemoryTables,
    readonly clock: Clock,
  ) {
    this.#state = state;
    this.#startedAt = clock.now();
    this.clients = new StagedMap(state.clients);
    this.clientIds = new StagedMap(state.clientIds);
    this.secrets = new StagedMap(state.secrets);
    this.organizations = new StagedMap(state.organizations);
    this.signingKeys = new StagedMap(state.signingKeys);
    this.denials = new StagedMap(state.denials);
    this.counter = state.counter;
  }

  /** Each call of a transaction: one that fails dooms all of it, as on a database. */
  async step<T>(write: () => T): Promise<T> {
    if (this.#ended) throw new PersistenceError('transaction-ended');
    try {
      return write();
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }

  /** The time of every row this transaction writes, as `now()` is on a database. */
  startedAt(): Date {
    return new Date(this.#startedAt);
  }

  nextEpoch(): number {
    this.#state.lastEpoch += 1;
    return this.#state.lastEpoch;
  }

  /** A reference that outlives its transaction is of no use. */
  end(): void {
    this.#ended = true;
  }

  commit(): void {
    if (this.#failed) throw new PersistenceError('25P02');
    for (const map of [
      this.clients,
      this.clientIds,
      this.secrets,
      this.organizations,
      this.signingKeys,
      this.denials,
    ]) {
      map.apply();
    }
    const state = this.#state;
    for (const change of this.changes) state.changes.push(change);
    state.counter = this.counter;
    state.auditEvents = [...state.auditEvents, ...this.auditEvents].slice(-MOST_AUDIT_EVENTS);
  }
}
