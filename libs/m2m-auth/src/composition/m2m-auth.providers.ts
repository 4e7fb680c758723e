import type { Provider } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { InternalApiKeyGuard } from '../authorization-server/admin/internal-api-key.guard.js';
import { InternalApiKeys } from '../authorization-server/admin/internal-api-keys.js';
import {
  INTERNAL_API_KEYS,
  LIVE_TOKEN_REGISTER,
} from '../authorization-server/authorization-server.tokens.js';
import { RequestAuthenticator } from '../authorization-server/client-authentication/request-authenticator.js';
import { IntrospectionCaller } from '../authorization-server/endpoints/introspection/introspection-caller.js';
import { IntrospectionController } from '../authorization-server/endpoints/introspection/introspection.controller.js';
import { JwksController } from '../authorization-server/endpoints/jwks/jwks.controller.js';
import { MetadataController } from '../authorization-server/endpoints/metadata/metadata.controller.js';
import { RevocationController } from '../authorization-server/endpoints/revocation/revocation.controller.js';
import { TokenController } from '../authorization-server/endpoints/token/token.controller.js';
import { ClientCredentialsGrant } from '../authorization-server/grants/client-credentials.grant.js';
import type { OAuthEndpoint } from '../http/endpoint.js';
import { OAuthHttpBinding } from '../http/oauth-http-binding.js';
import { EndpointThrottle } from '../authorization-server/throttling/endpoint-throttle.js';
import { systemClock } from '../crypto/system-clock.js';
import { systemRandom } from '../crypto/system-random.js';
import { ApiKeysService } from '../domain/api-keys/api-keys.service.js';
import { ClientSecretsService } from '../domain/clients/client-secrets.service.js';
import { OauthClientsService } from '../domain/clients/oauth-clients.service.js';
import { OrganizationsService } from '../domain/organizations/organizations.service.js';
import { InitialAccessTokensService } from '../domain/registration/initial-access-tokens.service.js';
import { SigningKeysService } from '../domain/keys/signing-keys.service.js';
import { PERSISTENCE, type Persistence } from '../domain/persistence/persistence.js';
import { RevocationService } from '../domain/revocation/revocation.service.js';
import { SHARED_STATE, type SharedState } from '../domain/shared-state/shared-state.js';
import { isProduction } from './m2m-auth.environment.js';
import { M2MHealthIndicator } from './m2m-auth.health.js';
import { M2M_AUTH_CORE, M2MAuthCore } from './m2m-auth.core.js';
import { oauthEndpoints } from './m2m-auth.endpoints.js';
import type { M2MAuthExtras } from './m2m-auth.module-definition.js';
import type { M2MAuthOptions } from './m2m-auth.options.js';
import { resolvePaths } from './m2m-auth.paths.js';
import { REGISTRATION_ENDPOINTS, registrationProviders } from './m2m-auth.registration.js';
import { PUBLIC_URLS, PublicUrls } from './m2m-auth.urls.js';
import { resolveOptions, type ResolvedOptions } from './m2m-auth.resolved-options.js';
import { ACCESS_TOKEN_INSPECTOR, type AccessTokenInspector } from '../oauth/ports/access-token-inspector.js';
import { API_KEY_CHECK } from '../oauth/ports/api-key-check.js';
import { CLOCK, type Clock } from '../oauth/ports/clock.js';
import { RANDOM_SOURCE, type RandomSource } from '../oauth/ports/random-source.js';
import { M2M_AUTH_OPTIONS } from '../oauth/ports/tokens.js';
import { ACCESS_TOKEN_VERIFIER, AccessTokenVerifier } from '../resource-server/access-token-verifier.js';
import { ANY_AUDIENCE } from '../resource-server/resource-server-options.js';
import { VerifyingInspector } from '../resource-server/verifying-inspector.js';
import { ClientAuthGuard } from '../resource-server/client-auth.guard.js';
import { PROTECTED_RESOURCES, ProtectedResources } from '../resource-server/metadata/protected-resources.js';
import { SCOPE_HIERARCHY, ScopeHierarchy } from '../resource-server/scope-hierarchy.js';
import { ScopesGuard } from '../resource-server/scopes.guard.js';

const RESOLVED_OPTIONS = Symbol.for('nestjs-m2m-auth/resolved-options');

const MAX_KEY_SET_AGE_SECONDS = 300;
const KEY_SET_MARGIN_SECONDS = 60;

/** Whoever keeps the key set that long has the next key a minute before it signs. */
const keySetMaxAge = (publishAheadSeconds: number): number =>
  Math.min(MAX_KEY_SET_AGE_SECONDS, Math.max(0, publishAheadSeconds - KEY_SET_MARGIN_SECONDS));

const fromCore = <T>(
  provide: symbol | (abstract new (...parameters: never[]) => T),
  pick: (core: M2MAuthCore) => T,
): Provider => ({ provide, useFactory: pick, inject: [M2M_AUTH_CORE] });

/** Every provider but the adapters and what hangs on the static options. */
export const coreProviders: Provider[] = [
  { provide: CLOCK, useValue: systemClock },
  { provide: RANDOM_SOURCE, useValue: systemRandom },
  {
    provide: RESOLVED_OPTIONS,
    useFactory: (options: M2MAuthOptions, persistence: Persistence) =>
      resolveOptions(options, { production: isProduction(), durable: persistence.durable }),
    inject: [M2M_AUTH_OPTIONS, PERSISTENCE],
  },
  {
    provide: M2M_AUTH_CORE,
    useFactory: (
      options: ResolvedOptions,
      persistence: Persistence,
      sharedState: SharedState,
      clock: Clock,
      random: RandomSource,
    ) => new M2MAuthCore({ options, persistence, sharedState, clock, random }),
    inject: [RESOLVED_OPTIONS, PERSISTENCE, SHARED_STATE, CLOCK, RANDOM_SOURCE],
  },
  fromCore(OauthClientsService, (core) => core.clients),
  fromCore(ClientSecretsService, (core) => core.secrets),
  fromCore(OrganizationsService, (core) => core.organizations),
  fromCore(RevocationService, (core) => core.revocation),
  fromCore(SigningKeysService, (core) => core.signingKeys),
  fromCore(InitialAccessTokensService, (core) => core.initialAccessTokens),
  fromCore(ApiKeysService, (core) => core.apiKeys),
  fromCore(API_KEY_CHECK, (core) => core.apiKeyCheck),
  fromCore(LIVE_TOKEN_REGISTER, (core) => core.liveTokens),
  {
    provide: INTERNAL_API_KEYS,
    useFactory: (options: ResolvedOptions) => new InternalApiKeys(options.internalApiKeys),
    inject: [RESOLVED_OPTIONS],
  },
  {
    provide: PROTECTED_RESOURCES,
    useFactory: ({ issuer, audiences, protectedResources }: ResolvedOptions) =>
      new ProtectedResources({ issuer, audiences, resources: protectedResources }),
    inject: [RESOLVED_OPTIONS],
  },
  {
    provide: SCOPE_HIERARCHY,
    useFactory: ({ scopeImplications }: ResolvedOptions) => new ScopeHierarchy(scopeImplications),
    inject: [RESOLVED_OPTIONS],
  },
  {
    provide: ACCESS_TOKEN_VERIFIER,
    useFactory: (options: ResolvedOptions, core: M2MAuthCore, clock: Clock) =>
      new AccessTokenVerifier(
        {
          issuer: options.issuer,
          audience: options.audiences,
          realm: options.realm,
          clockSkewSeconds: options.clockSkewSeconds,
        },
        core.keys,
        core.revocations,
        clock,
      ),
    inject: [RESOLVED_OPTIONS, M2M_AUTH_CORE, CLOCK],
  },
  {
    provide: EndpointThrottle,
    useFactory: (options: ResolvedOptions, sharedState: SharedState) =>
      new EndpointThrottle(sharedState.throttle, options.throttle),
    inject: [RESOLVED_OPTIONS, SHARED_STATE],
  },
  {
    provide: RequestAuthenticator,
    useFactory: (core: M2MAuthCore, throttle: EndpointThrottle) =>
      new RequestAuthenticator(core.authenticator, throttle),
    inject: [M2M_AUTH_CORE, EndpointThrottle],
  },
  {
    provide: ACCESS_TOKEN_INSPECTOR,
    useFactory: (options: ResolvedOptions, core: M2MAuthCore, clock: Clock) =>
      new VerifyingInspector(
        new AccessTokenVerifier(
          { issuer: options.issuer, audience: ANY_AUDIENCE, clockSkewSeconds: options.clockSkewSeconds },
          core.keys,
          core.revocations,
          clock,
        ),
      ),
    inject: [RESOLVED_OPTIONS, M2M_AUTH_CORE, CLOCK],
  },
  {
    provide: TokenController,
    useFactory: (options: ResolvedOptions, core: M2MAuthCore, authentication: RequestAuthenticator) =>
      new TokenController(authentication, [
        new ClientCredentialsGrant(core.tokens, options.defaultAudience, options.scopeWhenOmitted),
      ]),
    inject: [RESOLVED_OPTIONS, M2M_AUTH_CORE, RequestAuthenticator],
  },
  {
    provide: RevocationController,
    useFactory: (core: M2MAuthCore, authentication: RequestAuthenticator, tokens: AccessTokenInspector) =>
      new RevocationController(authentication, tokens, core.revocation),
    inject: [M2M_AUTH_CORE, RequestAuthenticator, ACCESS_TOKEN_INSPECTOR],
  },
  {
    provide: IntrospectionController,
    useFactory: (
      options: ResolvedOptions,
      core: M2MAuthCore,
      authentication: RequestAuthenticator,
      tokens: AccessTokenInspector,
      verifier: AccessTokenVerifier,
    ) => {
      const { introspection } = options;
      const bearers = new VerifyingInspector(verifier);
      return new IntrospectionController(
        new IntrospectionCaller(authentication, bearers, core.cache, introspection.requiredScope),
        tokens,
        introspection,
      );
    },
    inject: [
      RESOLVED_OPTIONS,
      M2M_AUTH_CORE,
      RequestAuthenticator,
      ACCESS_TOKEN_INSPECTOR,
      ACCESS_TOKEN_VERIFIER,
    ],
  },
  {
    provide: JwksController,
    useFactory: ({ signing }: ResolvedOptions, core: M2MAuthCore) =>
      new JwksController(core.keys, keySetMaxAge(signing.publishAheadSeconds)),
    inject: [RESOLVED_OPTIONS, M2M_AUTH_CORE],
  },
  ClientAuthGuard,
  ScopesGuard,
  InternalApiKeyGuard,
  M2MHealthIndicator,
];

/** The endpoints and their binding, which hang on the static options. */
export const endpointProviders = (extras: M2MAuthExtras): Provider[] => {
  const paths = resolvePaths(extras.paths);
  return [
    {
      provide: PUBLIC_URLS,
      useFactory: (application: ApplicationConfig, options: ResolvedOptions) =>
        new PublicUrls(application, paths, options.issuer, options.baseUrl),
      inject: [ApplicationConfig, RESOLVED_OPTIONS],
    },
    {
      provide: MetadataController,
      useFactory: (options: ResolvedOptions, core: M2MAuthCore, urls: PublicUrls) =>
        new MetadataController(() => ({
          issuer: options.issuer,
          tokenEndpoint: urls.urlOf('token'),
          revocationEndpoint: urls.urlOf('revoke'),
          introspectionEndpoint: urls.urlOf('introspect'),
          registrationEndpoint: options.registration ? urls.urlOf('register') : undefined,
          jwksUri: core.keys.publicKeys === null ? undefined : urls.jwksUri,
          signingAlgorithm: core.keys.algorithm,
          grantTypes: ['client_credentials'],
          introspectionByBearer: options.introspection.requiredScope !== undefined,
          authorizationEndpoint: urls.authorizationEndpoint,
        })),
      inject: [RESOLVED_OPTIONS, M2M_AUTH_CORE, PUBLIC_URLS],
    },
    ...registrationProviders(paths),
    {
      provide: OAuthHttpBinding,
      useFactory: (
        host: HttpAdapterHost,
        application: ApplicationConfig,
        options: ResolvedOptions,
        core: M2MAuthCore,
        token: TokenController,
        revocation: RevocationController,
        introspection: IntrospectionController,
        jwks: JwksController,
        metadata: MetadataController,
        resources: ProtectedResources,
        registration: readonly OAuthEndpoint[],
      ) =>
        new OAuthHttpBinding(
          host,
          application,
          [
            ...oauthEndpoints(paths, options.issuer, {
              token,
              revocation,
              introspection,
              jwks,
              metadata,
              resources,
            }),
            ...registration,
          ],
          { onError: (error) => core.report(error) },
        ),
      inject: [
        HttpAdapterHost,
        ApplicationConfig,
        RESOLVED_OPTIONS,
        M2M_AUTH_CORE,
        TokenController,
        RevocationController,
        IntrospectionController,
        JwksController,
        MetadataController,
        PROTECTED_RESOURCES,
        REGISTRATION_ENDPOINTS,
      ],
    },
  ];
};

/** What other modules of the host may inject. */
export const exportedProviders = [
  OauthClientsService,
  ClientSecretsService,
  OrganizationsService,
  RevocationService,
  SigningKeysService,
  InitialAccessTokensService,
  ApiKeysService,
  TokenController,
  ACCESS_TOKEN_VERIFIER,
  API_KEY_CHECK,
  PROTECTED_RESOURCES,
  SCOPE_HIERARCHY,
  INTERNAL_API_KEYS,
  ClientAuthGuard,
  ScopesGuard,
  InternalApiKeyGuard,
  M2MHealthIndicator,
];
