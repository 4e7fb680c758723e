import { OAuthError } from '../oauth/oauth-error.js';

/**
 * The one answer to every access token that does not count (RFC 6750 §3.1): what was wrong with it stays in
 * `detail`, for the log of this process.
 */
export const invalidToken = (detail: string, cause?: unknown): OAuthError =>
  new OAuthError({
    status: 401,
    code: 'invalid_token',
    description: 'The access token is not valid.',
    detail,
    cause,
  });

/** The one answer to every API key that does not count, whatever the reason. */
export const invalidApiKey = (): OAuthError =>
  new OAuthError({ status: 401, code: 'invalid_token', description: 'The API key is not valid.' });

/** RFC 6750 §3.1: the token counts, but does not reach far enough. `description` may name the route's own scopes. */
export const insufficientScope = (description: string): OAuthError =>
  new OAuthError({ status: 403, code: 'insufficient_scope', description });
