import { OAuthError, type OAuthErrorOptions } from './oauth-error.js';

type Extra = Pick<OAuthErrorOptions, 'detail' | 'cause' | 'headers'>;

export const invalidRequest = (description: string, extra: Extra & { status?: number } = {}): OAuthError =>
  new OAuthError({ status: 400, ...extra, code: 'invalid_request', description });

/**
 * The one answer to every failed client authentication: nothing in it tells an unknown client from a wrong
 * secret (RFC 6749 §5.2). `challenge` adds the Basic challenge: when the Authorization header was used, and when no
 * credentials came, because many clients send theirs only after one (RFC 9110 §15.5.2).
 */
export const invalidClient = (options: {
  challenge: boolean;
  detail?: string;
  cause?: unknown;
}): OAuthError =>
  new OAuthError({
    status: 401,
    code: 'invalid_client',
    description: 'Client authentication failed.',
    ...(options.challenge ? { headers: { 'www-authenticate': 'Basic realm="oauth", charset="UTF-8"' } } : {}),
    detail: options.detail,
    cause: options.cause,
  });

export const invalidScope = (description: string, extra: Extra = {}): OAuthError =>
  new OAuthError({ status: 400, ...extra, code: 'invalid_scope', description });

export const invalidTarget = (description: string, extra: Extra = {}): OAuthError =>
  new OAuthError({ status: 400, ...extra, code: 'invalid_target', description });

export const unauthorizedClient = (description: string, extra: Extra = {}): OAuthError =>
  new OAuthError({ status: 400, ...extra, code: 'unauthorized_client', description });

export const unsupportedGrantType = (description: string, extra: Extra = {}): OAuthError =>
  new OAuthError({ status: 400, ...extra, code: 'unsupported_grant_type', description });

/** RFC 6749 §4.1.2.1: this server has no authorization endpoint worth the name. */
export const unsupportedResponseType = (description: string): OAuthError =>
  new OAuthError({ status: 400, code: 'unsupported_response_type', description });

export const accessDenied = (description: string): OAuthError =>
  new OAuthError({ status: 403, code: 'access_denied', description });

/** RFC 7591 §3.2.2. */
export const invalidClientMetadata = (description: string): OAuthError =>
  new OAuthError({ status: 400, code: 'invalid_client_metadata', description });

/**
 * 401 with a Bearer challenge. The challenge has no error when the request had no token (RFC 6750 §3.1); the body
 * always has one.
 */
export const bearerRefused = (description: string, presented: boolean): OAuthError =>
  new OAuthError({
    status: 401,
    code: 'invalid_token',
    description,
    headers: { 'www-authenticate': `Bearer realm="oauth"${presented ? ', error="invalid_token"' : ''}` },
  });

export const serverError = (extra: Extra = {}): OAuthError =>
  new OAuthError({
    status: 500,
    ...extra,
    code: 'server_error',
    description: 'The server met an unexpected error.',
  });

/** 503: a dependency cannot answer now. `retryAfterSeconds` becomes Retry-After (RFC 9110 §10.2.3). */
export const temporarilyUnavailable = (extra: Extra & { retryAfterSeconds?: number } = {}): OAuthError => {
  const { retryAfterSeconds = 1, headers, ...rest } = extra;
  return new OAuthError({
    ...rest,
    status: 503,
    code: 'temporarily_unavailable',
    description: 'The server cannot answer now; try again later.',
    headers: { ...headers, 'retry-after': String(retryAfterSeconds) },
  });
};

/** 429 (RFC 6585 §4) in the shape of the OAuth endpoints. */
export const tooManyRequests = (retryAfterSeconds: number): OAuthError =>
  new OAuthError({
    status: 429,
    code: 'temporarily_unavailable',
    description: 'Too many requests; try again later.',
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
