import type { Page } from '../stores/page.js';
import type { AuditEvent, StoredAuditEvent, TimedAuditEvent } from './audit-event.js';

/** An event on its way into the store. */
export interface AuditRecord extends TimedAuditEvent {
  /** A UUID by which the store knows a record that is sent again after an answer that was lost. */
  readonly recordId: string;
}

/** What events to look for; what is left out matches everything. */
export interface AuditFilter {
  readonly event?: string;
  /** The client's own events, and failed attempts of strangers that presented its id (`metadata.presentedClientId`). */
  readonly clientId?: string;
  readonly organizationId?: string;
  readonly success?: boolean;
  /** The earliest moment, inclusive. */
  readonly from?: Date;
  /** The moment before which it happened: exclusive. */
  readonly to?: Date;
}

/** The events of the audit. Those of changes are written by the transaction of the change and not through here. */
export interface AuditEventStore {
  /** Stores all of the records or none; one that is there already stays as it is. @throws PersistenceError */
  append(records: readonly AuditRecord[]): Promise<void>;
  /** The newest first, by (at, id); `page.after` names the last event of the page before. */
  list(page: Page, filter: AuditFilter): Promise<readonly StoredAuditEvent[]>;
  /** Deletes at most `limit` events older than so many milliseconds, the oldest first; answers how many went. */
  purge(olderThanMs: number, limit: number): Promise<number>;
}

/** The part of a transaction that audits it. */
export interface AuditTransaction {
  /** Stored if and only if the transaction is committed: a change that cannot be audited is not made. */
  audit(event: AuditEvent): Promise<void>;
}
