import { Logger, type Provider } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { systemClock } from '../../crypto/system-clock.js';
import { OAuthHttpBinding } from '../../http/oauth-http-binding.js';
import { isProduction } from '../option-checks.js';
import { GIVEN_OPTIONS } from '../module-structure.js';
import type { M2MResourceServerExtras } from './module-definition.js';
import type { M2MResourceServerOptions } from './options.js';
import { resolveModuleOptions, type ResolvedResourceServerModuleOptions } from './resolved-options.js';
import { API_KEY_CHECK } from '../../oauth/ports/api-key-check.js';
import { CLOCK, type Clock } from '../../oauth/ports/clock.js';
import { REVOCATION_CHECK, type RemoteRevocationCheck } from '../../oauth/ports/revocation-check.js';
import { M2M_AUTH_OPTIONS } from '../../oauth/ports/tokens.js';
import type { VerificationKeySource } from '../../oauth/ports/verification-key-source.js';
import { ACCESS_TOKEN_VERIFIER, AccessTokenVerifier } from '../../resource-server/access-token-verifier.js';
import { ClientAuthGuard } from '../../resource-server/client-auth.guard.js';
import type { FetchFunction } from '../../resource-server/key-sources/fetch-function.js';
import { JwksKeySource } from '../../resource-server/key-sources/jwks-key-source.js';
import { DiscoveredLocation, fixedLocation } from '../../resource-server/key-sources/jwks-location.js';
import { KeySourceError } from '../../resource-server/key-sources/key-source-error.js';
import {
  PROTECTED_RESOURCES,
  ProtectedResources,
} from '../../resource-server/metadata/protected-resources.js';
import { resourceMetadataEndpoints } from '../../resource-server/metadata/resource-metadata-endpoints.js';
import { SCOPE_HIERARCHY, ScopeHierarchy } from '../../resource-server/scope-hierarchy.js';
import { ScopesGuard } from '../../resource-server/scopes.guard.js';
import { UnseenRevocations } from '../../resource-server/unseen-revocations.js';

const RESOLVED_OPTIONS = Symbol.for('nestjs-m2m-auth/resolved-resource-server-options');
const VERIFICATION_KEY_SOURCE = Symbol.for('nestjs-m2m-auth/verification-key-source');

const logger = new Logger('M2MResourceServer');

const systemFetch: FetchFunction = (url, request) => fetch(url, request);

const reportKeySource = (error: unknown): void =>
  logger.warn(
    error instanceof KeySourceError ? error.message : 'The keys of the issuer could not be fetched.',
  );

/** How revocations are learned of when the host names no way. */
export const unseenRevocationsFeature: Provider[] = [
  {
    provide: REVOCATION_CHECK,
    useFactory: () => new UnseenRevocations((message) => logger.warn(message)),
  },
];

/** Every provider but the one that tells of revocations. */
export const resourceServerProviders = (extras: M2MResourceServerExtras): Provider[] => [
  { provide: CLOCK, useValue: systemClock },
  {
    provide: RESOLVED_OPTIONS,
    useFactory: (given: M2MResourceServerOptions) => {
      const check = extras.revocation?.optionProblems;
      return resolveModuleOptions(given, isProduction(), check === undefined ? [] : [check]);
    },
    inject: [GIVEN_OPTIONS],
  },
  { provide: M2M_AUTH_OPTIONS, useExisting: RESOLVED_OPTIONS },
  {
    provide: VERIFICATION_KEY_SOURCE,
    useFactory: (options: ResolvedResourceServerModuleOptions, clock: Clock) => {
      const { issuer, jwksUri, jwks, fetch = systemFetch } = options;
      const { allowHttpHosts = [] } = jwks ?? {};
      if (allowHttpHosts.length > 0) {
        logger.warn(
          `Keys are accepted over http from ${allowHttpHosts.join(', ')}: whoever can answer in their place makes tokens.`,
        );
      }
      const location =
        jwksUri === undefined
          ? new DiscoveredLocation(issuer, fetch, allowHttpHosts)
          : fixedLocation(jwksUri);
      return new JwksKeySource({ location, fetch, clock, onError: reportKeySource }, jwks);
    },
    inject: [RESOLVED_OPTIONS, CLOCK],
  },
  {
    provide: PROTECTED_RESOURCES,
    useFactory: ({ issuer, audience, protectedResources }: ResolvedResourceServerModuleOptions) =>
      new ProtectedResources({ issuer, audiences: audience, resources: protectedResources }),
    inject: [RESOLVED_OPTIONS],
  },
  {
    provide: SCOPE_HIERARCHY,
    useFactory: ({ scope }: ResolvedResourceServerModuleOptions) => new ScopeHierarchy(scope?.implies),
    inject: [RESOLVED_OPTIONS],
  },
  {
    provide: ACCESS_TOKEN_VERIFIER,
    useFactory: (
      options: ResolvedResourceServerModuleOptions,
      keys: VerificationKeySource,
      revocation: RemoteRevocationCheck,
      clock: Clock,
    ) => new AccessTokenVerifier(options, keys, revocation, clock),
    inject: [RESOLVED_OPTIONS, VERIFICATION_KEY_SOURCE, REVOCATION_CHECK, CLOCK],
  },
  {
    provide: OAuthHttpBinding,
    useFactory: (host: HttpAdapterHost, application: ApplicationConfig, resources: ProtectedResources) =>
      new OAuthHttpBinding(host, application, resourceMetadataEndpoints(resources)),
    inject: [HttpAdapterHost, ApplicationConfig, PROTECTED_RESOURCES],
  },
  {
    provide: API_KEY_CHECK,
    useFactory: ({ apiKeyCheck }: ResolvedResourceServerModuleOptions) => apiKeyCheck ?? null,
    inject: [RESOLVED_OPTIONS],
  },
  ClientAuthGuard,
  ScopesGuard,
];

/** What other modules of the host may inject: under the same tokens as those of `M2MAuthModule`. */
export const exportedProviders = [
  ACCESS_TOKEN_VERIFIER,
  PROTECTED_RESOURCES,
  SCOPE_HIERARCHY,
  API_KEY_CHECK,
  ClientAuthGuard,
  ScopesGuard,
];
