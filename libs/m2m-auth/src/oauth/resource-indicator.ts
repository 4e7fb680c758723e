import { invalidTarget } from './errors.js';

/** Most `resource` parameters in one request. */
const MAX_RESOURCE_INDICATORS = 10;

/** Longest resource indicator or audience, in characters. */
const MAX_RESOURCE_INDICATOR_LENGTH = 2_048;

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*$/;
// unreserved, reserved and `%` of RFC 3986 §2, without `#`: RFC 8707 §2 forbids a fragment.
const URI_CHARACTERS = /^[A-Za-z0-9._~:/?[\]@!$&'()*+,;=%-]+$/;
const MALFORMED_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._~:@/-]*$/;

function hasHost(value: string, afterScheme: string): boolean {
  if (!afterScheme.startsWith('//')) return false;
  const authority = afterScheme.slice(2).split(/[/?]/, 1)[0] ?? '';
  const hostAndPort = authority.slice(authority.lastIndexOf('@') + 1);
  // WHATWG parsing skips surplus slashes to find a host, so an empty authority has to be refused before it is asked.
  return hostAndPort !== '' && !hostAndPort.startsWith(':') && URL.canParse(value);
}

function isResourceIndicator(value: string): boolean {
  if (value.length > MAX_RESOURCE_INDICATOR_LENGTH) return false;
  const colon = value.indexOf(':');
  if (colon < 1 || colon === value.length - 1) return false;
  const scheme = value.slice(0, colon);
  if (!SCHEME.test(scheme) || !URI_CHARACTERS.test(value) || MALFORMED_ESCAPE.test(value)) return false;
  return /^https?$/i.test(scheme) ? hasHost(value, value.slice(colon + 1)) : true;
}

/**
 * Checks the values of `resource`: absolute URIs (RFC 3986 §4.3) without a fragment (RFC 8707 §2); http and https ones
 * name a host. Values are kept byte for byte, since audiences are compared so and a normalised one would match nothing;
 * the same value twice counts once.
 *
 * @param values at most 10, each of at most 2,048 characters; none at all is fine.
 * @throws OAuthError `invalid_target`.
 *
 * @example
 * parseResourceIndicators(['https://api.example.com', 'urn:example:api']);
 */
export function parseResourceIndicators(values: readonly string[]): readonly string[] {
  if (values.length > MAX_RESOURCE_INDICATORS) throw invalidTarget('Too many resources are requested.');
  for (const value of values) {
    if (!isResourceIndicator(value))
      throw invalidTarget('A resource must be an absolute URI without a fragment.');
  }
  return [...new Set(values)];
}

/**
 * True for what may be registered as an audience: a resource indicator, or a plain name for servers that know
 * themselves by one (RabbitMQ's `resource_server_id`). What starts like a web address must be a whole one.
 */
export function isAudience(value: string): boolean {
  if (value.length > MAX_RESOURCE_INDICATOR_LENGTH) return false;
  return isResourceIndicator(value) || (PLAIN_NAME.test(value) && !/^https?:/i.test(value));
}
