import { invalidRequest, serverError, temporarilyUnavailable, tooManyRequests } from '../oauth/errors.js';
import { OAuthError } from '../oauth/oauth-error.js';

/** 404 below the folder of the OAuth endpoints, in their shape. */
export const noSuchEndpoint = (): OAuthError => invalidRequest('There is no such endpoint.', { status: 404 });

/** 405 with the Allow header that RFC 9110 §15.5.6 asks for. */
export const methodNotAllowed = (allow: string): OAuthError =>
  invalidRequest('The method is not allowed here.', { status: 405, headers: { allow } });

export const bodyTooLarge = (): OAuthError =>
  invalidRequest('The request body is too large.', { status: 413 });

export const unsupportedMediaType = (accepted: string): OAuthError =>
  invalidRequest(`The request body must be ${accepted} in UTF-8.`, { status: 415 });

/** 415 that tells which codings would have been taken (RFC 9110 §15.5.16, §12.5.3). */
export const unsupportedContentEncoding = (): OAuthError =>
  invalidRequest('A Content-Encoding is not supported.', {
    status: 415,
    headers: { 'accept-encoding': 'gzip, deflate, br' },
  });

/** The bytes are not in the coding that the headers name, or break off. */
export const bodyUndecodable = (cause: unknown): OAuthError =>
  invalidRequest('The request body is not in its Content-Encoding.', { cause });

/** The client went away, or broke its own framing, before the body was complete. */
export const bodyIncomplete = (cause?: unknown): OAuthError =>
  invalidRequest('The request body is incomplete.', { cause });

/** A parser of the host's read the stream before us and left no raw bytes behind: nothing can be parsed any more. */
export const bodyConsumedByHost = (): OAuthError =>
  serverError({
    detail:
      'The request body was consumed before it reached the OAuth endpoint. Do not read the body of this path in host middleware, or keep its bytes as request.rawBody.',
  });

const statusOf = (error: unknown): number => {
  if (typeof error !== 'object' || error === null) {
    return 500;
  }
  const { status, statusCode } = error as { status?: unknown; statusCode?: unknown };
  const found = statusCode ?? status;
  return typeof found === 'number' && found >= 400 && found <= 599 ? found : 500;
};

/**
 * What an error of the host's (its middleware, its hooks, its framework) becomes on our paths: the status is kept
 * where it is the caller's fault, the text never is.
 */
export function fromHostError(error: unknown): OAuthError {
  if (error instanceof OAuthError) {
    return error;
  }
  const status = statusOf(error);
  switch (status) {
    case 429:
      return tooManyRequests(1);
    case 503:
      return temporarilyUnavailable({ cause: error });
    default:
      return status < 500
        ? invalidRequest('The request was rejected.', { status, cause: error })
        : serverError({ cause: error });
  }
}
