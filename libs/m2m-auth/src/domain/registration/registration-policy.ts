import type { InitialAccessToken } from './initial-access-token.js';

/** What clients that register themselves (RFC 7591) may be and have. */
export interface RegistrationPolicy {
  /** True: registering needs no initial access token. */
  readonly open: boolean;
  /** Nothing beyond these can be registered. */
  readonly scopes: readonly string[];
  /** Registered when a client names no scope. */
  readonly defaultScopes: readonly string[];
  /** What every such client may ask a token for; empty: the server's default audience. */
  readonly audiences: readonly string[];
  /** How many such clients there can be at a time: so many with an initial access token, and so many without. */
  readonly maxClients: number;
  /** In seconds; null: for ever. */
  readonly secretLifetimeSeconds: number | null;
  /** After so many seconds a client goes that has never asked for a token. */
  readonly unusedLifetimeSeconds: number;
}

/** What one registration may have: the policy, narrowed by the initial access token. */
export interface RegistrationGrant {
  /** Null where none was presented and none is needed. */
  readonly initialAccessToken: InitialAccessToken | null;
  readonly scopes: readonly string[];
  readonly defaultScopes: readonly string[];
  readonly audiences: readonly string[];
  readonly organizationId: string | null;
}

/**
 * A token narrows the policy and never widens it, also where the policy has become narrower since the token was made.
 *
 * @returns null when nothing is left of the token's audiences: without any, a client would get the default one.
 */
export const grantOf = (
  policy: RegistrationPolicy,
  token: InitialAccessToken | null,
): RegistrationGrant | null => {
  const audiences = common(policy.audiences, token?.audiences);
  if (token?.audiences && audiences.length === 0) return null;
  return {
    initialAccessToken: token,
    scopes: common(policy.scopes, token?.scopes),
    defaultScopes: common(policy.defaultScopes, token?.scopes),
    audiences,
    organizationId: token?.organizationId ?? null,
  };
};

const common = (
  allowed: readonly string[],
  narrowed: readonly string[] | null | undefined,
): readonly string[] => (narrowed ? allowed.filter((value) => narrowed.includes(value)) : allowed);
