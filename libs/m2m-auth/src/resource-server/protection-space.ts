import type { ProtectedResources } from './metadata/protected-resources.js';

/** What every challenge says, whatever went wrong: where the caller stands, and where it can read more. */
export interface ProtectionSpace {
  readonly realm: string;
  /** URL of the resource's metadata (RFC 9728 §5.1). */
  readonly resource_metadata?: string;
}

/** @param resource - the one that the route belongs to, where it says so. */
export const protectionSpaceOf = (
  realm: string,
  resources: ProtectedResources | null | undefined,
  resource: string | undefined,
): ProtectionSpace => ({ realm, resource_metadata: resources?.metadataUrl(resource) });
