import { createParamDecorator, UnauthorizedException, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { ClientToken } from '../oauth/client-token.js';
import { httpExchangeOf } from './http-exchange.js';
import { isPublic } from './public.decorator.js';

const reflector = new Reflector();

/** The client of the request, or undefined on a route marked with `@Public()`. Fails closed where no guard has run. */
export const currentClientOf = (context: ExecutionContext): ClientToken | undefined => {
  const clientToken = httpExchangeOf(context)?.request.clientToken;
  if (!clientToken && !isPublic(reflector, context)) throw new UnauthorizedException();
  return clientToken;
};

/**
 * Gives a handler the verified {@link ClientToken} of the request.
 *
 * @throws UnauthorizedException when `ClientAuthGuard` has not run and the route is not public.
 * @example
 * @Get() list(@CurrentClient() client: ClientToken) { return this.reports.of(client.claims.tenant_id); }
 */
export const CurrentClient = createParamDecorator((_: unknown, context: ExecutionContext) =>
  currentClientOf(context),
);
