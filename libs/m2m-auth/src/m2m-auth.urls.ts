import type { ApplicationConfig } from '@nestjs/core';
import { metadataPath, type EndpointPaths } from './m2m-auth.paths.js';

/** DI token of the {@link PublicUrls}. */
export const PUBLIC_URLS = Symbol.for('nestjs-m2m-auth/public-urls');

/**
 * Where the endpoints stand, as clients see them: from configuration, never from a request's Host header. The global
 * prefix is known only after the application was configured, so everything is read when it is asked for.
 */
export class PublicUrls {
  constructor(
    private readonly application: ApplicationConfig,
    private readonly paths: EndpointPaths,
    private readonly issuer: string,
    private readonly baseUrl: string,
  ) {}

  get tokenPath(): string {
    const prefix = this.application.getGlobalPrefix().replace(/^\/+|\/+$/g, '');
    return prefix === '' ? this.paths.token : `/${prefix}${this.paths.token}`;
  }

  get jwksPath(): string {
    return this.paths.jwks;
  }

  get metadataPath(): string {
    return metadataPath(this.issuer);
  }

  get tokenEndpoint(): string {
    return this.baseUrl + this.tokenPath;
  }

  get jwksUri(): string {
    return this.baseUrl + this.jwksPath;
  }
}
