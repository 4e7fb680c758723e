import {
  Inject,
  Injectable,
  Logger,
  Optional,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { ClientToken } from '../oauth/client-token.js';
import { OAuthError } from '../oauth/oauth-error.js';
import { API_KEY_CHECK, type ApiKeyCheck } from '../oauth/ports/api-key-check.js';
import { ACCESS_TOKEN_VERIFIER, AccessTokenVerifier } from './access-token-verifier.js';
import { apiKeyOf } from './api-key-credentials.js';
import { bearerTokenOf } from './bearer-credentials.js';
import { invalidToken } from './bearer-errors.js';
import { httpExchangeOf, type HttpExchange } from './http-exchange.js';
import { PROTECTED_RESOURCES, ProtectedResources } from './metadata/protected-resources.js';
import { protectedResourceOf } from './protected-resource.decorator.js';
import { protectionSpaceOf, type ProtectionSpace } from './protection-space.js';
import { isPublic } from './public.decorator.js';
import { refuse, refuseWithoutCredentials } from './refusal.js';
import { scopeRequirementOf } from './require-scopes.decorator.js';
import { scopeToAskFor } from './scope-requirement.js';
import { settle } from './settle.js';
import { verifyApiKey } from './verify-api-key.js';

/**
 * Lets a request in that carries a valid access token of a client, and puts the verified `ClientToken` on it as
 * `request.clientToken`. Usable on a route, on a controller and as APP_GUARD (`useExisting`); `@Public()` opens a
 * route.
 *
 * Answers (RFC 6750 §3.1): 401 with a challenge that names the scopes of the route, without `error` when there are no
 * credentials, `invalid_token` otherwise; 400 `invalid_request` for two credentials or bad grammar; 503 with Retry-After when nobody can tell.
 * WebSocket and RPC handlers are refused.
 *
 * Where API keys are accepted (`apiKeys` of `M2MAuthModule`, `apiKeyCheck` of `M2MResourceServerModule`), a key in
 * `x-api-key` or as the bearer token lets in just so, and gives the same `ClientToken`: its `credential` tells which.
 *
 * @example
 * @UseGuards(ClientAuthGuard, ScopesGuard)
 * class ReportsController {}
 */
@Injectable()
export class ClientAuthGuard implements CanActivate {
  private readonly logger = new Logger(ClientAuthGuard.name);

  constructor(
    @Inject(ACCESS_TOKEN_VERIFIER) private readonly verifier: AccessTokenVerifier,
    private readonly reflector: Reflector,
    @Optional() @Inject(PROTECTED_RESOURCES) private readonly resources?: ProtectedResources,
    @Optional() @Inject(API_KEY_CHECK) private readonly apiKeys?: ApiKeyCheck | null,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (isPublic(this.reflector, context)) return true;
    const exchange = httpExchangeOf(context);
    if (!exchange) throw new UnauthorizedException('A bearer token is required.');
    return settle(
      () => this.authenticate(exchange, context),
      () => true,
      (error) => this.refuse(exchange, error, context),
    );
  }

  private authenticate(exchange: HttpExchange, context: ExecutionContext): void | Promise<void> {
    const resource = protectedResourceOf(this.reflector, context);
    return settle(
      () => this.identify(exchange, context),
      (clientToken) => {
        if (resource !== undefined && !clientToken.audience.includes(resource)) {
          throw invalidToken('aud does not contain the resource that the route belongs to.');
        }
        exchange.request.clientToken = clientToken;
      },
      rethrow,
    );
  }

  private identify(exchange: HttpExchange, context: ExecutionContext): ClientToken | Promise<ClientToken> {
    const token = bearerTokenOf(exchange.request);
    if (this.apiKeys) {
      const apiKey = apiKeyOf(exchange.request, token);
      if (apiKey !== undefined) return verifyApiKey(this.apiKeys, apiKey, exchange.request.ip);
    }
    if (token === undefined) {
      throw refuseWithoutCredentials(exchange, this.space(context), this.scope(context));
    }
    return this.verifier.verify(token);
  }

  private refuse(exchange: HttpExchange, error: unknown, context: ExecutionContext): never {
    if (!(error instanceof OAuthError)) throw error;
    this.logger.debug(`${error.code}: ${error.detail ?? error.description}`);
    const scope = error.status === 401 ? this.scope(context) : undefined;
    throw refuse(exchange, error, this.space(context), scope);
  }

  private space(context: ExecutionContext): ProtectionSpace {
    const resource = protectedResourceOf(this.reflector, context);
    return protectionSpaceOf(this.verifier.realm, this.resources, resource);
  }

  /** A new token is asked for with it. */
  private scope(context: ExecutionContext): string | undefined {
    return scopeToAskFor(scopeRequirementOf(this.reflector, context));
  }
}

const rethrow = (error: unknown): never => {
  throw error;
};
