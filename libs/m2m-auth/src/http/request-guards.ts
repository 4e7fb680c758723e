import { invalidRequest } from '../oauth/errors.js';

const AUTHORIZATION = 'authorization';
const CONTENT_TYPE = 'content-type';

const isNamed = (header: string, name: string): boolean =>
  header.length === name.length && header.toLowerCase() === name;

/**
 * Refuses a request with two Authorization or two Content-Type headers: Node keeps the first and drops the rest, so
 * only the raw list shows that a proxy and this server could read the request differently (RFC 9110 §5.3).
 *
 * @param rawHeaders names and values in turn, as in `IncomingMessage.rawHeaders`
 * @throws OAuthError `invalid_request`
 */
export function refuseRepeatedHeaders(rawHeaders: readonly string[]): void {
  let authorizations = 0;
  let contentTypes = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const header = rawHeaders[index] ?? '';
    if (isNamed(header, AUTHORIZATION)) {
      authorizations += 1;
    } else if (isNamed(header, CONTENT_TYPE)) {
      contentTypes += 1;
    }
  }
  if (authorizations > 1) {
    throw invalidRequest('The Authorization header is repeated.');
  }
  if (contentTypes > 1) {
    throw invalidRequest('The Content-Type header is repeated.');
  }
}
