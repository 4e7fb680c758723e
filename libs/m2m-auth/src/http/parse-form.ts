import { invalidRequest } from '../oauth/errors.js';
import type { ParameterCollector } from './parameter-collector.js';

const decode = (text: string): string => {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) {
    return spaced;
  }
  try {
    return decodeURIComponent(spaced);
  } catch (cause) {
    throw invalidRequest('The request body holds a malformed percent-encoding.', { cause });
  }
};

/**
 * Parses `application/x-www-form-urlencoded` (RFC 6749 appendix B). Brackets have no meaning: a name is what was
 * sent, nothing more.
 *
 * @throws OAuthError `invalid_request` for malformed escapes, or by the rules of the collector
 */
export function parseForm(text: string, parameters: ParameterCollector): void {
  let start = 0;
  while (start < text.length) {
    const separator = text.indexOf('&', start);
    const end = separator === -1 ? text.length : separator;
    if (end > start) {
      const equals = text.indexOf('=', start);
      const nameEnd = equals === -1 || equals > end ? end : equals;
      parameters.add(decode(text.slice(start, nameEnd)), decode(text.slice(nameEnd + 1, end)));
    }
    start = end + 1;
  }
}
