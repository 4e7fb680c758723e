import type { JsonObject } from './json.js';

/**
 * The principal of a verified machine request: what `@CurrentClient()` and `request.clientToken` give.
 * Every value comes from a token whose signature, issuer, audience, lifetime and revocation were checked, or, where API
 * keys are accepted, from the stored row of a key that is good at this moment.
 */
export interface ClientToken {
  /** By what the request was authenticated. The members below say what each means for an API key. */
  readonly credential: 'access_token' | 'api_key';
  /** For an API key: the key's id, `api_key_…`. */
  readonly clientId: string;
  /** The client's identifier again, as `sub` (RFC 9068 §2.2). For an API key: the id of its owner. */
  readonly subject: string;
  /** For an API key: its permissions. */
  readonly scopes: readonly string[];
  /** For an API key: all audiences of this application. */
  readonly audience: readonly string[];
  /** For an API key: the organization that owns it, or that its owner belongs to. */
  readonly organizationId: string | undefined;
  /** For an API key: the key's id. */
  readonly jti: string;
  /** Seconds since the Unix epoch. */
  readonly issuedAt: number;
  /** Seconds since the Unix epoch; `Infinity` for an API key that does not expire. */
  readonly expiresAt: number;
  /**
   * The whole verified claim set, the client's own claims (`tenant_id`, …) included. Frozen.
   * For an API key: `type` (`api_key`), `sub`, `client_id`, `jti`, `org_id`, `scope`, `owner_type`, `environment`, `name`.
   */
  readonly claims: Readonly<JsonObject>;
}
