/**
 * Every name that an event of the audit can have. A name never changes its meaning; adding one is no breaking change.
 *
 * - `oauth.token.exchange.*`, `oauth.introspect.*`, `oauth.revoke.*`: requests at the OAuth endpoints, aggregated unless
 *   `audit.tokens` says otherwise.
 * - `oauth.client.*`, `oauth.token.revoked`, `oauth.organization.*`, `oauth.signing_key.*`,
 *   `oauth.initial_access_token.*`, `api_key.*`: changes, each stored in the transaction of the change itself.
 * - `oauth.timeline.began`: the database was found to have gone back (a restored backup, a promoted standby).
 * - `audit.dropped`: so many events of the endpoints (`metadata.count`) could not be kept.
 */
export const AUDIT_EVENTS = [
  'oauth.token.exchange.success',
  'oauth.token.exchange.failure',
  'oauth.introspect.success',
  'oauth.introspect.failure',
  'oauth.revoke.success',
  'oauth.revoke.failure',
  'oauth.client.registered',
  'oauth.client.imported',
  'oauth.client.updated',
  'oauth.client.deleted',
  'oauth.client.secret_added',
  'oauth.client.secret_updated',
  'oauth.client.secret_retired',
  'oauth.client.secret_restored',
  'oauth.client.secret_removed',
  'oauth.client.secret_rehashed',
  'oauth.client.tokens_revoked',
  'oauth.token.revoked',
  'oauth.organization.created',
  'oauth.organization.updated',
  'oauth.organization.deleted',
  'oauth.initial_access_token.created',
  'oauth.initial_access_token.deleted',
  'api_key.created',
  'api_key.updated',
  'api_key.deleted',
  'oauth.signing_key.created',
  'oauth.signing_key.scheduled',
  'oauth.signing_key.activated',
  'oauth.signing_key.retired',
  'oauth.signing_key.revoked',
  'oauth.signing_key.resealed',
  'oauth.timeline.began',
  'audit.dropped',
] as const;

/** One of {@link AUDIT_EVENTS}. */
export type AuditEventName = (typeof AUDIT_EVENTS)[number];
