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
import { REQUIRED_SCOPES_KEY } from './require-scopes.decorator.js';
import { satisfies, type ScopeRequirement } from './scope-requirement.js';

const missing = ({ scopes, match }: ScopeRequirement, granted: readonly string[]): string =>
  match === 'all'
    ? `Missing required scopes: ${scopes.filter((scope) => !granted.includes(scope)).join(', ')}`
    : `Missing one of the required scopes: ${scopes.join(', ')}`;

/**
 * Demands the scopes that `@RequireScopes()` names; comes after {@link ClientAuthGuard}. A route that names none, or
 * is public, is let through.
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
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const required = this.reflector.getAllAndOverride<ScopeRequirement | undefined>(REQUIRED_SCOPES_KEY, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!required || isPublic(this.reflector, context)) return true;
    const exchange = httpExchangeOf(context);
    if (!exchange) throw new UnauthorizedException('A bearer token is required.');
    const { clientToken } = exchange.request;
    if (clientToken && satisfies(clientToken.scopes, required)) return true;
    const resource = protectedResourceOf(this.reflector, context);
    const space = protectionSpaceOf(this.verifier.realm, this.resources, resource);
    if (!clientToken) throw refuseWithoutCredentials(exchange, space);
    const error = insufficientScope(missing(required, clientToken.scopes));
    throw refuse(exchange, error, space, required.scopes.join(' '));
  }
}
