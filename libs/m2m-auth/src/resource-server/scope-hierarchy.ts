import type { OptionProblem } from '../oauth/option-problems.js';
import { isScopeToken } from '../oauth/scope.js';

/** DI token of the {@link ScopeHierarchy} of this application. */
export const SCOPE_HIERARCHY = Symbol.for('nestjs-m2m-auth/scope-hierarchy');

/** By scope: the scopes that whoever holds it needs not hold besides. */
export type ScopeImplications = Readonly<Record<string, readonly string[]>>;

/** Which scopes stand in for which others. Only guards ask: what a token says, and what a client may have, stays exact. */
export class ScopeHierarchy {
  /** By scope: all that include it, over however many steps. */
  private readonly holders = new Map<string, Set<string>>();

  constructor(implies: ScopeImplications = {}) {
    const steps = new Map(Object.entries(implies));
    for (const held of steps.keys()) {
      for (const scope of reachedFrom(held, steps)) {
        const holders = this.holders.get(scope) ?? new Set();
        this.holders.set(scope, holders.add(held));
      }
    }
  }

  /** Exact and case-sensitive (RFC 6749 §3.3), but for what is included. */
  covers(granted: readonly string[], scope: string): boolean {
    if (granted.includes(scope)) return true;
    const holders = this.holders.get(scope);
    return holders !== undefined && granted.some((held) => holders.has(held));
  }
}

/** A circle makes its scopes equal, and ends. */
const reachedFrom = (held: string, steps: ReadonlyMap<string, readonly string[]>): Set<string> => {
  const reached = new Set<string>();
  const open = [held];
  for (let scope = open.pop(); scope !== undefined; scope = open.pop()) {
    for (const next of steps.get(scope) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      open.push(next);
    }
  }
  return reached;
};

/** What is wrong with these implications; nothing when they can be used. */
export const scopeImplicationProblems = (implies: unknown): readonly OptionProblem[] => {
  if (implies === undefined) return [];
  const entries = typeof implies === 'object' && implies !== null ? Object.entries(implies) : undefined;
  const isScope = (value: unknown): boolean => typeof value === 'string' && isScopeToken(value);
  const good = entries?.every(
    ([held, scopes]) => isScope(held) && Array.isArray(scopes) && scopes.every(isScope),
  );
  if (good) return [];
  const message = 'scope.implies must map scopes to lists of scopes';
  return [{ path: 'scope.implies', code: 'value', message }];
};
