import type { Provider } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { IntrospectionController } from '../../authorization-server/endpoints/introspection/introspection.controller.js';
import { JwksController } from '../../authorization-server/endpoints/jwks/jwks.controller.js';
import { MetadataController } from '../../authorization-server/endpoints/metadata/metadata.controller.js';
import { RevocationController } from '../../authorization-server/endpoints/revocation/revocation.controller.js';
import { TokenController } from '../../authorization-server/endpoints/token/token.controller.js';
import type { OAuthEndpoint } from '../../http/endpoint.js';
import { OAuthHttpBinding } from '../../http/oauth-http-binding.js';
import { adminRoutes } from './admin-routes.js';
import type { M2MAuthCore } from './core.js';
import { M2M_AUTH_CORE } from './core.js';
import { oauthEndpoints } from './oauth-endpoints.js';
import type { M2MAuthExtras } from './module-definition.js';
import { resolvePaths } from '../../authorization-server/endpoint-paths.js';
import { REGISTRATION_ENDPOINTS, registrationProviders } from './registration.providers.js';
import { PUBLIC_URLS, PublicUrls } from '../../authorization-server/public-urls.js';
import type { ResolvedOptions } from './resolved-options.js';
import type { ProtectedResources } from '../../resource-server/metadata/protected-resources.js';
import { PROTECTED_RESOURCES } from '../../resource-server/metadata/protected-resources.js';
import { RESOLVED_OPTIONS } from './resolved-options.js';

/** The endpoints and their binding, which hang on the static options. */
export const bindingProviders = (extras: M2MAuthExtras): Provider[] => {
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
          {
            onError: (error) => core.report(error),
            jsonRoutes: adminRoutes(extras.admin),
            jsonBodyLimit: extras.admin ? extras.admin.bodyLimit : undefined,
          },
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
