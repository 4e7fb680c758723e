import type { JsonObject } from '../../oauth/json.js';
import type { AuditEventName } from './audit-event-names.js';

/** What happened, to whom and by whom. Never holds a secret, a hash or a token. */
export interface AuditEvent {
  readonly event: AuditEventName;
  readonly success: boolean;
  /** The client that was authenticated or changed; null where none was, as after a failed authentication. */
  readonly clientId: string | null;
  readonly organizationId: string | null;
  /** The peer's address as the throttle sees it; null where it is not known, and for a count over several addresses. */
  readonly ip: string | null;
  readonly metadata: JsonObject;
}

/** An event and when it happened. */
export interface TimedAuditEvent extends AuditEvent {
  readonly at: Date;
}

/** A row of `m2m_audit_events` as it is read. */
export interface StoredAuditEvent extends Omit<TimedAuditEvent, 'event'> {
  /** Ascends in the order in which rows were stored. */
  readonly id: string;
  /** One of `AUDIT_EVENTS`, or what an earlier or later version has stored. */
  readonly event: string;
}
