import {
  BadRequestException,
  ForbiddenException,
  HttpException,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common';
import type { OAuthError } from '../oauth/oauth-error.js';
import { bearerChallenge } from './challenge.js';
import type { ProtectionSpace } from './protection-space.js';
import { writeRefusalHeader, type HttpExchange } from './http-exchange.js';

const EXCEPTIONS: Readonly<
  Record<number, new (message: string, options: { cause: unknown }) => HttpException>
> = {
  400: BadRequestException,
  401: UnauthorizedException,
  403: ForbiddenException,
  503: ServiceUnavailableException,
};

const toHttpException = (error: OAuthError): HttpException => {
  const Exception = EXCEPTIONS[error.status];
  // The cause stays in the process: the detail for the log is in it.
  return Exception
    ? new Exception(error.description, { cause: error })
    : new HttpException(error.description, error.status, { cause: error });
};

/**
 * 401 for a request without credentials: a challenge that names no error (RFC 6750 §3.1).
 *
 * @param scope - all scopes that the route needs, separated by spaces.
 */
export const refuseWithoutCredentials = (
  exchange: HttpExchange,
  space: ProtectionSpace,
  scope?: string,
): HttpException => {
  writeRefusalHeader(exchange, 'www-authenticate', bearerChallenge({ ...space, scope }));
  return new UnauthorizedException('A bearer token is required.');
};

/**
 * Turns an error into what a route answers: its headers written on the response, and an exception to throw whose
 * body has Nest's usual shape. Every status but 5xx carries a challenge (RFC 6750 §3).
 *
 * @param scope - all scopes that the route needs, separated by spaces, when a token with them would help.
 */
export const refuse = (
  exchange: HttpExchange,
  error: OAuthError,
  space: ProtectionSpace,
  scope?: string,
): HttpException => {
  const { code, description, headers, status } = error;
  for (const [name, value] of Object.entries(headers)) writeRefusalHeader(exchange, name, value);
  if (status < 500) {
    const challenge = bearerChallenge({ ...space, error: code, error_description: description, scope });
    writeRefusalHeader(exchange, 'www-authenticate', challenge);
  }
  return toHttpException(error);
};
