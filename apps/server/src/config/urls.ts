import type { EnvironmentReader } from './environment-reader.js';
import type { EnvironmentName } from './server-config.js';

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127\./.test(hostname);

/** The issuer identifier (RFC 8414 §2): an absolute URL without query and fragment. */
export function readIssuer(
  reader: EnvironmentReader,
  environment: EnvironmentName,
  port: number,
): string | undefined {
  const value = reader.text('ISSUER');
  if (value === undefined) {
    if (environment === 'production') return reader.problem('ISSUER', 'is required in production.');
    if (port === 0) return reader.problem('ISSUER', 'is required when PORT is 0.');
    return `http://localhost:${port}`;
  }
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    return reader.problem('ISSUER', 'must be an absolute http or https URL.');
  }
  if (/[?#\s]/.test(value) || url.username !== '' || url.password !== '') {
    return reader.problem('ISSUER', 'must have no query, fragment or credentials.');
  }
  if (environment === 'production' && url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return reader.problem('ISSUER', 'must be https in production.');
  }
  return value;
}

/** What this server's own guards demand in `aud`: an absolute URI, or a plain name. */
export function readAudience(reader: EnvironmentReader, issuer: string | undefined): string | undefined {
  const value = reader.text('AUDIENCE');
  if (value === undefined) return issuer;
  if (/[#\s]/.test(value) || value.length > 2_048) {
    return reader.problem('AUDIENCE', 'must be a URI or a name without fragment and white space.');
  }
  return value;
}

/** A connection URL, which may hold a password and can therefore come from a file. */
export function readConnectionUrl(
  reader: EnvironmentReader,
  name: string,
  schemes: readonly string[],
): string | undefined {
  const value = reader.secret(name);
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && schemes.includes(url.protocol)) return value;
  return reader.problem(name, `must be a URL that begins with ${schemes.map((s) => `${s}//`).join(' or ')}.`);
}

/** `redis://` and `rediss://`; a path can only be the number of a database. */
export function readRedisUrl(reader: EnvironmentReader): string | undefined {
  const value = readConnectionUrl(reader, 'REDIS_URL', ['redis:', 'rediss:']);
  if (value === undefined || /^(\/\d{0,5})?$/.test(new URL(value).pathname)) return value;
  return reader.problem(
    'REDIS_URL',
    'must end with the number of a database, as in redis://host/1, or with none.',
  );
}
