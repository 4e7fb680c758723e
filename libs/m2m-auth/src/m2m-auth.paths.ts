/** Paths of the OAuth endpoints. Each begins with `/`; the global prefix is put before those that are no well-knowns. */
export interface EndpointPaths {
  /** Default `/auth/token`. */
  readonly token: string;
  /** Default `/.well-known/jwks.json`; stands at the origin's root. */
  readonly jwks: string;
}

const DEFAULT_PATHS: EndpointPaths = { token: '/auth/token', jwks: '/.well-known/jwks.json' };

const WELL_KNOWN_METADATA = '/.well-known/oauth-authorization-server';
/** Unreserved characters in segments, no dots alone, no trailing slash: nothing a router or URL parser would rewrite. */
const PATH = /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)+$/;

/** @throws Error naming the paths that do not begin with `/`, hold odd characters, or are the same. */
export const resolvePaths = (paths: Partial<EndpointPaths> = {}): EndpointPaths => {
  const resolved: EndpointPaths = {
    token: paths.token ?? DEFAULT_PATHS.token,
    jwks: paths.jwks ?? DEFAULT_PATHS.jwks,
  };
  const odd = Object.entries<string>({ ...resolved }).filter(([, path]) => !PATH.test(path));
  if (odd.length > 0) {
    throw new Error(
      `paths.${odd.map(([name]) => name).join(', paths.')} must begin with / and hold only URL segments.`,
    );
  }
  if (new Set(Object.values(resolved)).size !== Object.keys(resolved).length) {
    throw new Error('The paths of the endpoints must be distinct.');
  }
  return resolved;
};

/** Where the metadata of an issuer stand: its path is inserted after the well-known part (RFC 8414 §3.1). */
export const metadataPath = (issuer: string): string =>
  WELL_KNOWN_METADATA + new URL(issuer).pathname.replace(/\/+$/, '');
