import type { ApplicationConfig } from '@nestjs/core';
import { underGlobalPrefix } from '../http/global-prefix.js';
import type { EndpointPaths } from './endpoint-paths.js';
import { metadataPaths, type MetadataPaths } from '../oauth/well-known.js';

/** DI token of the {@link PublicUrls}. */
export const PUBLIC_URLS = Symbol.for('nestjs-m2m-auth/public-urls');

type PublicEndpoint = 'token' | 'revoke' | 'introspect' | 'register';

/**
 * Where the endpoints stand, as clients see them: from configuration, never from a request's Host header. The global
 * prefix is known only after the application was configured, so everything is read when it is asked for.
 */
export class PublicUrls {
  readonly metadata: MetadataPaths;

  constructor(
    private readonly application: ApplicationConfig,
    private readonly paths: EndpointPaths,
    issuer: string,
    private readonly baseUrl: string,
  ) {
    this.metadata = metadataPaths(issuer);
  }

  /** The path of an endpoint under the host's global prefix. */
  pathOf(endpoint: PublicEndpoint): string {
    return underGlobalPrefix(this.application, this.paths[endpoint]);
  }

  get jwksPath(): string {
    return this.paths.jwks;
  }

  urlOf(endpoint: PublicEndpoint): string {
    return this.baseUrl + this.pathOf(endpoint);
  }

  get authorizationEndpoint(): string | undefined {
    const { authorize } = this.paths;
    return authorize === false ? undefined : this.baseUrl + underGlobalPrefix(this.application, authorize);
  }

  get jwksUri(): string {
    return this.baseUrl + this.jwksPath;
  }
}
