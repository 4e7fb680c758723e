import { SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { isScopeToken } from '../oauth/scope.js';
import type { ScopeRequirement } from './scope-requirement.js';

/** Metadata key of {@link RequireScopes}; its value is a `ScopeRequirement`. */
export const REQUIRED_SCOPES_KEY = 'requiredScopes';

/** Scopes of which one is enough. */
export interface AlternativeScopes {
  readonly anyOf: readonly string[];
}

/**
 * Names the scopes that a route needs; `ScopesGuard` demands them. On a handler it takes the place of what stands on
 * the class.
 *
 * @param scopes - all of these are needed, compared exactly but for what `scope.implies` says.
 * @throws TypeError at declaration when there is no scope, or one that RFC 6749 §3.3 does not allow.
 * @example
 * @Get() @RequireScopes('reports:read', 'tenants:read')
 * @Get() @RequireScopes({ anyOf: ['reports:read', 'reports:admin'] })
 */
export function RequireScopes(...scopes: string[]): CustomDecorator;
/** @param alternatives - one of these is enough. */
export function RequireScopes(alternatives: AlternativeScopes): CustomDecorator;
export function RequireScopes(...args: (string | AlternativeScopes)[]): CustomDecorator {
  const [first] = args;
  const requirement: ScopeRequirement =
    typeof first === 'object'
      ? { scopes: onlyScopes(first.anyOf), match: 'any' }
      : { scopes: onlyScopes(args), match: 'all' };
  return SetMetadata(REQUIRED_SCOPES_KEY, requirement);
}

/** What stands on the handler takes the place of what stands on the class. */
export const scopeRequirementOf = (
  reflector: Reflector,
  context: ExecutionContext,
): ScopeRequirement | undefined =>
  reflector.getAllAndOverride<ScopeRequirement | undefined>(REQUIRED_SCOPES_KEY, [
    context.getHandler(),
    context.getClass(),
  ]);

const isScope = (value: unknown): value is string => typeof value === 'string' && isScopeToken(value);

const onlyScopes = (values: readonly unknown[]): readonly string[] => {
  if (values.length === 0)
    throw new TypeError('@RequireScopes needs a scope; use @Public() for a route without.');
  if (!values.every(isScope)) {
    throw new TypeError('@RequireScopes takes scopes one by one, each as RFC 6749 §3.3 writes them.');
  }
  return [...new Set(values)];
};
