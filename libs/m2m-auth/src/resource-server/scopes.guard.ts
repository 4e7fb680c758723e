import {
  Inject,
  Injectable,
  Optional,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ACCESS_TOKEN_VERIFIER, AccessTokenVerifier } from './access-token-verifier.js';
import { insufficientScope } from './bearer-errors.js';
import { httpExchangeOf } from './http-exchange.js';
import { PROTECTED_RESOURCES, ProtectedResources } from './metadata/protected-resources.js';
import { protectedResourceOf } from './protected-resource.decorator.js';
import { protectionSpaceOf } from './protection-space.js';
import { isPublic } from './public.decorator.js';
import { refuse, refuseWithoutCredentials } from './refusal.js';
import { scopeRequirementOf } from './require-scopes.decorator.js';
import { SCOPE_HIERARCHY, ScopeHierarchy } from './scope-hierarchy.js';
import { satisfies, scopeToAskFor, type ScopeRequirement } from './scope-requirement.js';

const NO_HIERARCHY = new ScopeHierarchy();

/**
 * Demands the scopes that `@RequireScopes()` names, or such as include them (`scope.implies`); comes after
 * {@link ClientAuthGuard}. A route that names none, or is public, is let through.
 *
 * Answers 403 `insufficient_scope` with all scopes that the route needs (RFC 6750 §3.1), and 401 when no client was
 * authenticated before.
 */
@Injectable()
export class ScopesGuard implements CanActivate {
  constructor(
    @Inject(ACCESS_TOKEN_VERIFIER) private readonly verifier: AccessTokenVerifier,
    private readonly reflector: Reflector,
    @Optional() @Inject(PROTECTED_RESOURCES) private readonly resources?: ProtectedResources,
    @Optional() @Inject(SCOPE_HIERARCHY) private readonly hierarchy: ScopeHierarchy = NO_HIERARCHY,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const required = scopeRequirementOf(this.reflector, context);
    if (!required || isPublic(this.reflector, context)) return true;
    const exchange = httpExchangeOf(context);
    if (!exchange) throw new UnauthorizedException('A bearer token is required.');
    const { clientToken } = exchange.request;
    if (clientToken && satisfies(clientToken.scopes, required, this.hierarchy)) return true;
    const resource = protectedResourceOf(this.reflector, context);
    const space = protectionSpaceOf(this.verifier.realm, this.resources, resource);
    if (!clientToken) throw refuseWithoutCredentials(exchange, space, scopeToAskFor(required));
    const error = insufficientScope(this.missing(required, clientToken.scopes));
    throw refuse(exchange, error, space, required.scopes.join(' '));
  }

  private missing({ scopes, match }: ScopeRequirement, granted: readonly string[]): string {
    if (match === 'any') return `Missing one of the required scopes: ${scopes.join(', ')}`;
    const lacking = scopes.filter((scope) => !this.hierarchy.covers(granted, scope));
    return `Missing required scopes: ${lacking.join(', ')}`;
  }
}
