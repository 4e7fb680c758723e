import type { ScopeHierarchy } from './scope-hierarchy.js';

/** What a route needs: all of the scopes, or any one of them. */
export interface ScopeRequirement {
  readonly scopes: readonly string[];
  readonly match: 'all' | 'any';
}

/** What to ask a token for, when nothing is known of the client: of alternatives it may be denied the others. */
export const scopeToAskFor = (requirement: ScopeRequirement | undefined): string | undefined =>
  requirement?.match === 'all' ? requirement.scopes.join(' ') : undefined;

export const satisfies = (
  granted: readonly string[],
  { scopes, match }: ScopeRequirement,
  hierarchy: ScopeHierarchy,
): boolean =>
  match === 'all'
    ? scopes.every((scope) => hierarchy.covers(granted, scope))
    : scopes.some((scope) => hierarchy.covers(granted, scope));
