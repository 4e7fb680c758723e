import type { OAuthEndpoint } from './endpoint.js';

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** The deepest folder that holds all these paths, '' when only the root does. */
const commonFolder = (paths: readonly string[]): string => {
  const [first, ...others] = paths.map(folderOf);
  let common = first ?? '';
  for (const other of others) {
    while (!isBelow(other, common)) {
      common = folderOf(common);
    }
  }
  return common;
};

const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/** A request target without scheme and authority, which some clients and proxies send (RFC 9112 §3.2.2). */
export const originForm = (target: string): string =>
  target.startsWith('/') ? target : target.replace(AUTHORITY, '');

/** The path of a request target, as sent: no decoding, so that only one spelling of a path is ours. */
export const pathOf = (target: string): string => {
  const origin = originForm(target);
  const query = origin.indexOf('?');
  return query === -1 ? origin : origin.slice(0, query);
};

/** Which endpoint stands at which path of this application, its global prefix included. */
export class EndpointTable {
  /** Where an unknown path gets an OAuth-shaped 404: the folder that the POST endpoints share, if it is not the root. */
  readonly folder: string | undefined;
  readonly entries: ReadonlyMap<string, OAuthEndpoint>;
  /** Those that stand one segment below their paths. */
  readonly entriesBelow: ReadonlyMap<string, OAuthEndpoint>;

  /**
   * @param placed where the host serves a path that is not at the root, its global prefix included
   * @throws Error when two endpoints share a path or one does not begin with `/`
   */
  constructor(endpoints: readonly OAuthEndpoint[], placed: (path: string) => string) {
    const entries = new Map<string, OAuthEndpoint>();
    const entriesBelow = new Map<string, OAuthEndpoint>();
    for (const endpoint of endpoints) {
      const path = endpoint.atRoot ? endpoint.path : placed(endpoint.path);
      if (!endpoint.path.startsWith('/')) {
        throw new Error(`The path of an OAuth endpoint must begin with "/": ${endpoint.path}`);
      }
      const places = endpoint.below ? entriesBelow : entries;
      if (places.has(path)) {
        throw new Error(`Two OAuth endpoints have the same path: ${path}`);
      }
      places.set(path, endpoint);
    }
    this.entries = entries;
    this.entriesBelow = entriesBelow;
    const posted = endpoints.filter((each) => each.method === 'POST' && !each.atRoot);
    const folder = commonFolder(posted.map(({ path }) => path));
    const served = commonFolder(posted.map(({ path }) => placed(path)));
    // Where some are excluded from the global prefix and some are not, they share nothing.
    this.folder = folder === '' || !served.endsWith(folder) ? undefined : served;
  }

  find(path: string): OAuthEndpoint | undefined {
    return this.entries.get(path) ?? this.findBelow(path);
  }

  /** Folders whose unknown paths are answered here, unless the host has a route of its own there. */
  get ownFolders(): readonly string[] {
    const { folder } = this;
    const paths = new Set([...this.entries.keys(), ...this.entriesBelow.keys()]);
    const apart = [...paths].filter((path) => folder === undefined || !isBelow(path, folder));
    return folder === undefined ? apart : [folder, ...apart];
  }

  owns(path: string): boolean {
    return this.ownFolders.some((folder) => isBelow(path, folder));
  }

  private findBelow(path: string): OAuthEndpoint | undefined {
    if (this.entriesBelow.size === 0 || path.endsWith('/')) return undefined;
    return this.entriesBelow.get(folderOf(path));
  }
}
