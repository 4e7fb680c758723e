/** Whom an API key acts for. A user belongs to an organization; who the users are is the host's business. */
export type ApiKeyOwner =
  | { readonly type: 'organization'; readonly id: string }
  | { readonly type: 'user'; readonly id: string; readonly organizationId: string };

export const API_KEY_ENVIRONMENTS = ['production', 'test'] as const;

/** A label for people, written into the value: `sk_live_…` is `production`, everything else `test`. */
export type ApiKeyEnvironment = (typeof API_KEY_ENVIRONMENTS)[number];

/** An API key as stored, without its value and without the digest of it: no reader has a use for either. */
export interface ApiKey {
  /** `api_key_` and a UUID. */
  readonly id: string;
  readonly name: string;
  readonly owner: ApiKeyOwner;
  /** What the key may do: scopes of RFC 6749 §3.3. */
  readonly permissions: readonly string[];
  readonly environment: ApiKeyEnvironment;
  /** Last four characters of the value; null when it is too short to give four away. */
  readonly hint: string | null;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The organization that an owner is, or belongs to. */
export const organizationOf = (owner: ApiKeyOwner): string =>
  owner.type === 'organization' ? owner.id : owner.organizationId;
