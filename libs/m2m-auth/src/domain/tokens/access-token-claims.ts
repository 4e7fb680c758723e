import { withoutReservedClaims } from '../../oauth/client-claims.js';
import type { JsonObject } from '../../oauth/json.js';
import type { Client } from '../clients/client.js';

/** Claims that can carry the scopes: `scope` is a string (RFC 9068 §2.2.3), the others are arrays. */
export const SCOPE_CLAIMS = ['scope', 'scopes', 'scp'] as const;

export type ScopeClaim = (typeof SCOPE_CLAIMS)[number];

/** What a token says, before it has its form. */
export interface AccessTokenContent {
  readonly issuer: string;
  readonly client: Client;
  readonly audience: readonly string[];
  readonly scopes: readonly string[];
  /** The epoch of the secret that was used (revocation-protocol). */
  readonly epoch: number;
  readonly jti: string;
  /** Seconds since the Unix epoch. */
  readonly issuedAt: number;
  /** Seconds since the Unix epoch. */
  readonly expiresAt: number;
}

/**
 * The claims of an access token (RFC 9068 §2.2). The client's own claims come first, so that nothing in them could
 * take the place of a claim of ours even if its name were missing from the reserved ones.
 */
export const accessTokenClaims = (
  content: AccessTokenContent,
  scopeClaims: readonly ScopeClaim[],
): JsonObject => {
  const { client, audience, scopes } = content;
  // A plain object: signing libraries pay for one without prototype.
  const claims: JsonObject = { ...withoutReservedClaims(client.claims) };
  claims.iss = content.issuer;
  claims.sub = client.clientId;
  claims.client_id = client.clientId;
  claims.aud = audience.length === 1 ? (audience[0] ?? '') : [...audience];
  claims.iat = content.issuedAt;
  claims.exp = content.expiresAt;
  claims.jti = content.jti;
  claims.type = 'client';
  claims.epc = content.epoch;
  if (client.organizationId !== null) claims.org_id = client.organizationId;
  if (scopes.length > 0) {
    for (const name of scopeClaims) claims[name] = name === 'scope' ? scopes.join(' ') : [...scopes];
  }
  return claims;
};
