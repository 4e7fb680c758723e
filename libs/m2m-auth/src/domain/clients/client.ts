import type { JsonObject } from '../../oauth/json.js';

export const CLIENT_AUTHENTICATION_METHODS = ['client_secret_basic', 'client_secret_post'] as const;

/** How a client presents its secret at the token endpoint (RFC 7591 §2). */
export type ClientAuthenticationMethod = (typeof CLIENT_AUTHENTICATION_METHODS)[number];

/** A registered machine client. */
export interface Client {
  /** Internal UUID; a client made anew under an old `clientId` has another. */
  readonly id: string;
  /** The OAuth `client_id`. */
  readonly clientId: string;
  readonly name: string;
  readonly description: string | null;
  readonly organizationId: string | null;
  readonly scopes: readonly string[];
  /** What the client may ask a token for; empty means the server's default audience. */
  readonly audiences: readonly string[];
  /** Audiences that this client *is*: they let it introspect tokens meant for it, never obtain them. */
  readonly protectedResources: readonly string[];
  /** Copied into every token of the client; can never name a reserved claim. */
  readonly claims: Readonly<JsonObject>;
  readonly grantTypes: readonly string[];
  /** Null: either of the two secret methods is accepted. */
  readonly tokenEndpointAuthMethod: ClientAuthenticationMethod | null;
  /** Seconds; may only shorten the server's lifetime. */
  readonly accessTokenTtl: number | null;
  readonly isActive: boolean;
  /** The host's own notes; never in a token. */
  readonly metadata: Readonly<JsonObject>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A secret as stored: what authenticates, never what was presented. */
export interface ClientSecret {
  readonly id: string;
  /** Names its own scheme; see `domain/credentials`. */
  readonly hash: string;
  /** Last four characters of the secret; null for an imported hash, whose plaintext nobody knows. */
  readonly hint: string | null;
  /** The number every token issued to this secret carries in `epc` (revocation-protocol). */
  readonly epoch: number;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** A client with its secrets, hashes included: what authentication needs, and nothing else may have. */
export interface ClientWithSecrets {
  readonly client: Client;
  readonly secrets: readonly ClientSecret[];
}
