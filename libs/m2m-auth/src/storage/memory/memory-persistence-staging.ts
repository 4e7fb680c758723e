import type { TimedAuditEvent } from '../../domain/audit/audit-event.js';
import { PersistenceError } from '../../domain/stores/persistence-errors.js';
import type { Clock } from '../../oauth/ports/clock.js';
import { StagedMap } from './memory-persistence-staged-map.js';
import type { MemoryTables, StoredChange } from './memory-persistence-tables.js';

/** The writes of one transaction, in front of what is committed. */
export class Staging {
  readonly clients;
  readonly clientIds;
  readonly secrets;
  readonly organizations;
  readonly apiKeys;
  readonly apiKeyIds;
  readonly signingKeys;
  readonly initialAccessTokens;
  readonly registrations;
  readonly configuration;
  readonly denials;
  readonly changes: StoredChange[] = [];
  readonly auditEvents: TimedAuditEvent[] = [];
  counter: number;
  timeline: number;
  purgedThrough: number;
  readonly #tables: MemoryTables;
  readonly #startedAt: number;
  #failed = false;
  #ended = false;

  constructor(
    tables: MemoryTables,
    readonly clock: Clock,
  ) {
    this.#tables = tables;
    this.#startedAt = clock.now();
    this.clients = new StagedMap(tables.clients);
    this.clientIds = new StagedMap(tables.clientIds);
    this.secrets = new StagedMap(tables.secrets);
    this.organizations = new StagedMap(tables.organizations);
    this.apiKeys = new StagedMap(tables.apiKeys);
    this.apiKeyIds = new StagedMap(tables.apiKeyIds);
    this.signingKeys = new StagedMap(tables.signingKeys);
    this.initialAccessTokens = new StagedMap(tables.initialAccessTokens);
    this.registrations = new StagedMap(tables.registrations);
    this.configuration = new StagedMap(tables.configuration);
    this.denials = new StagedMap(tables.denials);
    this.counter = tables.counter;
    this.timeline = tables.timeline;
    this.purgedThrough = tables.purgedThrough;
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

  get identity(): string {
    return this.#tables.identity;
  }

  get lastEpoch(): number {
    return this.#tables.lastEpoch;
  }

  raiseEpochs(through: number): void {
    this.#tables.lastEpoch = Math.max(this.#tables.lastEpoch, through);
  }

  nextEpoch(): number {
    this.#tables.lastEpoch += 1;
    return this.#tables.lastEpoch;
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
      this.apiKeys,
      this.apiKeyIds,
      this.signingKeys,
      this.initialAccessTokens,
      this.registrations,
      this.configuration,
      this.denials,
    ]) {
      map.apply();
    }
    const tables = this.#tables;
    for (const change of this.changes) tables.changes.push(change);
    tables.counter = this.counter;
    tables.timeline = this.timeline;
    tables.purgedThrough = Math.max(tables.purgedThrough, this.purgedThrough);
    tables.addAuditEvents(this.auditEvents);
  }
}
