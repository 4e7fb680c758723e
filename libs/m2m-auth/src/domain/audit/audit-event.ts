import type { JsonObject } from '../../oauth/json.js';

/** An entry of `m2m_audit_events`. Never holds a secret, a hash or a token. */
export interface AuditEvent {
  /** As named in the documentation, e.g. `oauth.client.registered`. */
  readonly event: string;
  readonly success: boolean;
  readonly clientId: string | null;
  readonly organizationId: string | null;
  readonly ip: string | null;
  readonly metadata: JsonObject;
}
