import {
  Inject,
  Injectable,
  Logger,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { OAuthError } from '../oauth/oauth-error.js';
import { ACCESS_TOKEN_VERIFIER, AccessTokenVerifier } from './access-token-verifier.js';
import { bearerTokenOf } from './bearer-credentials.js';
import { httpExchangeOf, type HttpExchange } from './http-exchange.js';
import { isPublic } from './public.decorator.js';
import { refuse, refuseWithoutCredentials } from './refusal.js';
import { settle } from './settle.js';

/**
 * Lets a request in that carries a valid access token of a client, and puts the verified `ClientToken` on it as
 * `request.clientToken`. Usable on a route, on a controller and as APP_GUARD (`useExisting`); `@Public()` opens a
 * route.
 *
 * Answers (RFC 6750 §3.1): 401 with a challenge, without `error` when there are no credentials, `invalid_token`
 * otherwise; 400 `invalid_request` for two credentials or bad grammar; 503 with Retry-After when nobody can tell.
 * WebSocket and RPC handlers are refused.
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
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (isPublic(this.reflector, context)) return true;
    const exchange = httpExchangeOf(context);
    if (!exchange) throw new UnauthorizedException('A bearer token is required.');
    return settle(
      () => this.authenticate(exchange),
      () => true,
      (error) => this.refuse(exchange, error),
    );
  }

  private authenticate({ request, response }: HttpExchange): void | Promise<void> {
    const token = bearerTokenOf(request);
    if (token === undefined) throw refuseWithoutCredentials({ request, response }, this.verifier.realm);
    return settle(
      () => this.verifier.verify(token),
      (clientToken) => {
        request.clientToken = clientToken;
      },
      rethrow,
    );
  }

  private refuse(exchange: HttpExchange, error: unknown): never {
    if (!(error instanceof OAuthError)) throw error;
    this.logger.debug(`${error.code}: ${error.detail ?? error.description}`);
    throw refuse(exchange, error, this.verifier.realm);
  }
}

const rethrow = (error: unknown): never => {
  throw error;
};
