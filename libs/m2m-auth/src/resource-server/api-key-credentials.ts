import { invalidRequest } from '../oauth/errors.js';
import { countHeaders, hasBodyToken, type BearerRequest } from './bearer-credentials.js';

const HEADER = 'x-api-key';
/** No access token begins so: a JWS begins with the base64url of `{`. */
const PREFIX = 'sk_';

/**
 * The API key of a request: in `x-api-key`, or as the bearer token.
 *
 * @param bearerToken - what `bearerTokenOf` has found.
 * @returns undefined when there is none: the bearer token, where there is one, is an access token.
 * @throws OAuthError `invalid_request` (400) when the header is repeated, or not the only credential (RFC 6750 §2).
 */
export const apiKeyOf = (request: BearerRequest, bearerToken: string | undefined): string | undefined => {
  const header = request.headers[HEADER];
  if (header === undefined) return bearerToken?.startsWith(PREFIX) ? bearerToken : undefined;
  // Node joins several of a name that it does not know.
  if (typeof header !== 'string' || countHeaders(request, HEADER) > 1) {
    throw invalidRequest('The request has more than one x-api-key header.');
  }
  if (bearerToken !== undefined || hasBodyToken(request)) {
    throw invalidRequest('The request has more than one credential.');
  }
  return header;
};
