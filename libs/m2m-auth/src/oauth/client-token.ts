import type { JsonObject } from './json.js';

/**
 * The principal of a verified machine request: what `@CurrentClient()` and `request.clientToken` give.
 * Every value comes from a token whose signature, issuer, audience, lifetime and revocation were checked.
 */
export interface ClientToken {
  readonly clientId: string;
  /** The client's identifier again, as `sub` (RFC 9068 §2.2). */
  readonly subject: string;
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  readonly organizationId: string | undefined;
  readonly jti: string;
  /** Seconds since the Unix epoch. */
  readonly issuedAt: number;
  /** Seconds since the Unix epoch. */
  readonly expiresAt: number;
  /** The whole verified claim set, the client's own claims (`tenant_id`, …) included. Frozen. */
  readonly claims: Readonly<JsonObject>;
}
