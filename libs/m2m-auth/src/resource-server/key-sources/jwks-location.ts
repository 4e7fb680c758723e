import { withoutTrailingSlashes } from '../../oauth/trailing-slashes.js';
import type { JsonObject } from '../../oauth/json.js';
import type { FetchFunction } from './fetch-function.js';
import { fetchJson } from './fetch-json.js';
import { KeySourceError } from './key-source-error.js';
import { isSecureUrl } from '../secure-url.js';

/** Where the key set of an issuer stands. */
export interface JwksLocation {
  /** @throws KeySourceError when it cannot be found now. */
  find(signal: AbortSignal): Promise<string>;
  /** The key set was not there: what is remembered about its place may be wrong. */
  forget(): void;
}

/** A place that the configuration names. */
export const fixedLocation = (url: string): JwksLocation => ({
  find: () => Promise.resolve(url),
  forget: () => undefined,
});

/**
 * Finds the place in the issuer's metadata: those of RFC 8414 §3.1 first, whose path is inserted before that of the
 * issuer, and where there are none, those of OpenID Connect Discovery §4. Their `issuer` must be ours byte for byte
 * (RFC 8414 §3.3), or anybody whose metadata is put there would become the issuer.
 */
export class DiscoveredLocation implements JwksLocation {
  private found: string | undefined;

  constructor(
    private readonly issuer: string,
    private readonly fetch: FetchFunction,
    private readonly httpHosts: readonly string[] = [],
  ) {}

  async find(signal: AbortSignal): Promise<string> {
    this.found ??= this.jwksUriOf(await this.metadata(signal));
    return this.found;
  }

  forget(): void {
    this.found = undefined;
  }

  private async metadata(signal: AbortSignal): Promise<JsonObject> {
    for (const url of metadataUrls(this.issuer)) {
      const answer = await fetchJson(this.fetch, url, signal);
      if (answer.kind === 'document') return answer.document;
      const absent = answer.kind === 'refused' && answer.status >= 400 && answer.status < 500;
      if (!absent) throw new KeySourceError('The metadata of the issuer could not be read.');
    }
    throw new KeySourceError('The issuer publishes no metadata. Give `jwksUri`.');
  }

  private jwksUriOf({ issuer, jwks_uri: url }: JsonObject): string {
    if (issuer !== this.issuer) throw new KeySourceError('The metadata are those of another issuer.');
    if (url === undefined) throw new KeySourceError('The issuer publishes no keys.');
    const secured = new URL(this.issuer).protocol === 'https:';
    if (!isSecureUrl(url, this.httpHosts) || (secured && !url.startsWith('https:'))) {
      throw new KeySourceError('The metadata name a key set that is not on https.');
    }
    return url;
  }
}

const metadataUrls = (issuer: string): readonly string[] => {
  const { origin, pathname } = new URL(issuer);
  const path = withoutTrailingSlashes(pathname);
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
};
