import { OptionProblems, type OptionProblem } from '../oauth/option-problems.js';

/** Paths of the OAuth endpoints. Each begins with `/`; the global prefix is put before those that are no well-knowns. */
export interface EndpointPaths {
  /** Default `/auth/token`. */
  readonly token: string;
  /** Default `/auth/revoke`. */
  readonly revoke: string;
  /** Default `/auth/introspect`. */
  readonly introspect: string;
  /** Default `/auth/register`; a client's own registration is one segment below. Served when `registration` is on. */
  readonly register: string;
  /**
   * Where clients are sent that insist on an authorization endpoint, such as those of the Model Context Protocol; it
   * refuses everybody. False leaves it and `response_types_supported` out of the metadata. Default `/auth/authorize`.
   */
  readonly authorize: string | false;
  /** Default `/.well-known/jwks.json`; stands at the origin's root. */
  readonly jwks: string;
}

const DEFAULT_PATHS: EndpointPaths = {
  token: '/auth/token',
  revoke: '/auth/revoke',
  introspect: '/auth/introspect',
  register: '/auth/register',
  authorize: '/auth/authorize',
  jwks: '/.well-known/jwks.json',
};

/** Unreserved characters in segments, no dots alone, no trailing slash: nothing a router or URL parser would rewrite. */
const PATH = /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)+$/;

export const resolvePaths = (paths: Partial<EndpointPaths> = {}): EndpointPaths => {
  const given = Object.entries(paths).filter(([, path]) => path !== undefined);
  return { ...DEFAULT_PATHS, ...Object.fromEntries(given) };
};

/** What is wrong with these paths: they do not begin with `/`, hold odd characters, or are the same. */
export const pathProblems = (paths: Partial<EndpointPaths> = {}): readonly OptionProblem[] => {
  const problems = new OptionProblems();
  const names = new Map<unknown, string>();
  for (const [name, path] of Object.entries<unknown>({ ...resolvePaths(paths) })) {
    if (name === 'authorize' && path === false) continue;
    if (!PATH.test(String(path)))
      problems.add(`paths.${name}`, 'must begin with / and hold only URL segments');
    const other = names.get(path);
    if (other !== undefined)
      problems.add(`paths.${name}`, `must be distinct from paths.${other}`, 'conflict');
    names.set(path, name);
  }
  return problems.all;
};
