import type { Provider } from '@nestjs/common';
import { InternalApiKeyGuard } from '../../authorization-server/admin/internal-api-key.guard.js';
import { INTERNAL_API_KEYS } from '../../authorization-server/authorization-server.tokens.js';
import { TokenController } from '../../authorization-server/endpoints/token/token.controller.js';
import { ApiKeysService } from '../../domain/api-keys/api-keys.service.js';
import { AuditEventsService } from '../../domain/audit/audit-events.service.js';
import { ClientImportsService } from '../../domain/clients/client-imports.service.js';
import { ClientSecretsService } from '../../domain/clients/client-secrets.service.js';
import { OauthClientsService } from '../../domain/clients/oauth-clients.service.js';
import { ConfigurationService } from '../../domain/configuration/configuration.service.js';
import { OrganizationsService } from '../../domain/organizations/organizations.service.js';
import { InitialAccessTokensService } from '../../domain/registration/initial-access-tokens.service.js';
import { SigningKeysService } from '../../domain/keys/signing-keys.service.js';
import { RevocationService } from '../../domain/revocation/revocation.service.js';
import { isProduction } from '../option-checks.js';
import { M2MHealthIndicator } from './m2m-health-indicator.js';
import type { M2MAuthExtras } from './module-definition.js';
import type { M2MAuthOptions } from './options.js';
import { GIVEN_OPTIONS } from '../module-structure.js';
import { resolveOptions } from './resolved-options.js';
import { M2M_AUTH_OPTIONS } from '../../oauth/ports/tokens.js';
import { API_KEY_CHECK } from '../../oauth/ports/api-key-check.js';
import { ACCESS_TOKEN_VERIFIER } from '../../resource-server/access-token-verifier.js';
import { ClientAuthGuard } from '../../resource-server/client-auth.guard.js';
import { PROTECTED_RESOURCES } from '../../resource-server/metadata/protected-resources.js';
import { SCOPE_HIERARCHY } from '../../resource-server/scope-hierarchy.js';
import { ScopesGuard } from '../../resource-server/scopes.guard.js';
import { bindingProviders } from './http-binding.providers.js';
import { coreProviders } from './core.providers.js';
import { endpointProviders } from './endpoint.providers.js';
import { guardProviders } from './guard.providers.js';

/** Every provider but the adapters. */
export const moduleProviders = (extras: M2MAuthExtras): Provider[] => [
  {
    provide: M2M_AUTH_OPTIONS,
    // The first of all providers, so that adapters and the connections of the host wait for good options.
    useFactory: (given: M2MAuthOptions) => {
      const { persistence, sharedState } = extras;
      const checks = [persistence, sharedState].flatMap((feature) => feature?.optionProblems ?? []);
      resolveOptions(given, { production: isProduction(), durable: persistence !== undefined, checks });
      return given;
    },
    inject: [GIVEN_OPTIONS],
  },
  ...coreProviders,
  ...guardProviders,
  ...endpointProviders,
  ...bindingProviders(extras),
  M2MHealthIndicator,
];

/** What other modules of the host may inject. */
export const exportedProviders = [
  OauthClientsService,
  ClientSecretsService,
  ClientImportsService,
  OrganizationsService,
  ConfigurationService,
  RevocationService,
  SigningKeysService,
  InitialAccessTokensService,
  ApiKeysService,
  AuditEventsService,
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
