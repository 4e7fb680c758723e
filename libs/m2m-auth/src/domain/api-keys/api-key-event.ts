import type { AuditEvent } from '../audit/audit-event.js';
import { organizationOf, type ApiKey } from './api-key.js';

/** What the audit says of a key that was made, changed or deleted. */
export const apiKeyEvent = (
  event: 'api_key.created' | 'api_key.updated' | 'api_key.deleted',
  key: ApiKey,
): AuditEvent => ({
  event,
  success: true,
  clientId: null,
  organizationId: organizationOf(key.owner),
  ip: null,
  metadata: { apiKeyId: key.id, ownerType: key.owner.type, permissions: [...key.permissions] },
});
