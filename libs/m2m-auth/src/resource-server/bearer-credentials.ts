import type { IncomingHttpHeaders } from 'node:http';
import { invalidRequest } from '../oauth/errors.js';

/** What is read of a request: enough of Express', of Fastify's and of Node's own. */
export interface BearerRequest {
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders?: readonly string[];
  /** Node's request behind that of Fastify. */
  readonly raw?: { readonly rawHeaders?: readonly string[] };
  readonly body?: unknown;
  /** The peer's address, of which both platforms believe what their proxy settings say. */
  readonly ip?: string;
}

const SCHEME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+/;
const CREDENTIALS = /^ +([A-Za-z0-9._~+/-]+=*)$/;

/**
 * How often a header stands in the request as it was sent: Node keeps the first of several Authorization headers and
 * drops the rest, so only the raw ones can be counted.
 *
 * @param wanted - the header's name in lower case.
 */
export const countHeaders = (request: BearerRequest, wanted: string): number => {
  const rawHeaders = request.raw?.rawHeaders ?? request.rawHeaders ?? [];
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === wanted.length && name.toLowerCase() === wanted) count += 1;
  }
  return count;
};

const authorizationHeader = (request: BearerRequest): string | undefined => {
  const value = request.headers.authorization as string | string[] | undefined;
  const values = value === undefined ? [] : [value].flat();
  if (values.length > 1 || countHeaders(request, 'authorization') > 1) {
    throw invalidRequest('The request has more than one Authorization header.');
  }
  return values[0];
};

/** Only forms count (RFC 6750 §2.2): a JSON body may have a member of that name for reasons of its own. */
export const hasBodyToken = ({ headers, body }: BearerRequest): boolean =>
  headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true &&
  typeof body === 'object' &&
  body !== null &&
  Object.hasOwn(body, 'access_token');

/**
 * The bearer token of a request: `Authorization`, scheme in any case, one or more spaces, token68, and nothing else
 * (RFC 6750 §2.1, RFC 9110 §11.4). A token in the body or in the query never counts: a second one in a form body is
 * refused (RFC 6750 §2), one in the query is ignored, alone or not (RFC 9700 §4.3.2).
 *
 * @returns undefined when there are no credentials, or those of another scheme.
 * @throws OAuthError `invalid_request` (400).
 */
export const bearerTokenOf = (request: BearerRequest): string | undefined => {
  const header = authorizationHeader(request);
  const scheme = header?.match(SCHEME)?.[0];
  if (header === undefined || scheme?.toLowerCase() !== 'bearer') return undefined;
  const token = CREDENTIALS.exec(header.slice(scheme.length))?.[1];
  if (token === undefined) throw invalidRequest('The Authorization header is malformed.');
  if (hasBodyToken(request)) throw invalidRequest('The request has more than one access token.');
  return token;
};
