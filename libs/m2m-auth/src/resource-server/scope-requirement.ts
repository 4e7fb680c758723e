/** What a route needs: all of the scopes, or any one of them. */
export interface ScopeRequirement {
  readonly scopes: readonly string[];
  readonly match: 'all' | 'any';
}

/** Exact and case-sensitive (RFC 6749 §3.3); the scopes have no order and no hierarchy. */
export const satisfies = (granted: readonly string[], { scopes, match }: ScopeRequirement): boolean =>
  match === 'all'
    ? scopes.every((scope) => granted.includes(scope))
    : scopes.some((scope) => granted.includes(scope));
