import { isPublishable, type ProtectedResourceOptions } from './protected-resource.options.js';

/** DI token of the {@link ProtectedResources} of this application. */
export const PROTECTED_RESOURCES = Symbol.for('nestjs-m2m-auth/protected-resources');

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** Protected resource metadata (RFC 9728 §2). What is not true is not in it (§3.2). */
export interface ProtectedResourceMetadata {
  readonly resource: string;
  readonly authorization_servers: readonly string[];
  readonly scopes_supported?: readonly string[];
  readonly bearer_methods_supported: readonly string[];
  readonly resource_name?: string;
  readonly resource_documentation?: string;
}

/** A resource with the place where its metadata stand. */
export interface PublishedResource {
  readonly url: string;
  readonly path: string;
  /** The query of the identifier with its `?`, or nothing. */
  readonly search: string;
  readonly metadata: ProtectedResourceMetadata;
}

/** What {@link ProtectedResources} are made from. */
export interface ProtectedResourcesParts {
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** False publishes nothing. Left out: every audience that can have metadata has them. */
  readonly resources?: readonly ProtectedResourceOptions[] | false;
}

/**
 * The resources of this application that clients can find metadata of: its audiences, as far as they are URLs. Made
 * from configuration alone, never from a request's Host header (RFC 9728 §7.3).
 */
export class ProtectedResources {
  readonly published: readonly PublishedResource[];

  constructor({ issuer, audiences, resources }: ProtectedResourcesParts) {
    const published = new Map<string, PublishedResource>();
    for (const resource of resources === false ? [] : audiences.filter(isPublishable)) {
      const options = (resources || []).find((one) => one.resource === resource);
      const place = placeOf(resource);
      const target = place.path + place.search;
      // Two origins may ask for one path, and Host is not to be believed: the first has it.
      if (!published.has(target)) {
        published.set(target, { ...place, metadata: metadataOf(resource, issuer, options) });
      }
    }
    this.published = [...published.values()];
  }

  /** Where the metadata of a resource stand, or those of the first one when none is named. */
  metadataUrl(resource?: string): string | undefined {
    const named = this.published.find(
      ({ metadata }) => resource === undefined || metadata.resource === resource,
    );
    return named?.url;
  }
}

/** The well-known part is inserted before path and query; a slash that stands alone is no path (RFC 9728 §3.1). */
const placeOf = (resource: string): Omit<PublishedResource, 'metadata'> => {
  const { origin, pathname, search } = new URL(resource);
  const path = pathname === '/' ? WELL_KNOWN : WELL_KNOWN + pathname;
  return { url: origin + path + search, path, search };
};

const metadataOf = (
  resource: string,
  issuer: string,
  { scopesSupported = [], name, documentation }: Partial<ProtectedResourceOptions> = {},
): ProtectedResourceMetadata => ({
  resource,
  authorization_servers: [issuer],
  ...(scopesSupported.length === 0 ? {} : { scopes_supported: scopesSupported }),
  bearer_methods_supported: ['header'],
  ...(name === undefined ? {} : { resource_name: name }),
  ...(documentation === undefined ? {} : { resource_documentation: documentation }),
});
