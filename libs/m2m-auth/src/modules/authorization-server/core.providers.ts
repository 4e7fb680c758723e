import type { Provider } from '@nestjs/common';
import { EndpointAudit } from '../../authorization-server/audit/endpoint-audit.js';
import {
  LIVE_TOKEN_REGISTER,
  REQUEST_ACTORS,
} from '../../authorization-server/authorization-server.tokens.js';
import { systemClock } from '../../crypto/system-clock.js';
import { systemRandom } from '../../crypto/system-random.js';
import { ApiKeysService } from '../../domain/api-keys/api-keys.service.js';
import { AuditEventsService } from '../../domain/audit/audit-events.service.js';
import { ClientImportsService } from '../../domain/clients/client-imports.service.js';
import { ClientSecretsService } from '../../domain/clients/client-secrets.service.js';
import { OauthClientsService } from '../../domain/clients/oauth-clients.service.js';
import { ConfigurationService } from '../../domain/configuration/configuration.service.js';
import { OrganizationsService } from '../../domain/organizations/organizations.service.js';
import { InitialAccessTokensService } from '../../domain/registration/initial-access-tokens.service.js';
import { SigningKeysService } from '../../domain/keys/signing-keys.service.js';
import { PERSISTENCE, type Persistence } from '../../domain/persistence/persistence.js';
import { RevocationService } from '../../domain/revocation/revocation.service.js';
import { SHARED_STATE, type SharedState } from '../../domain/shared-state/shared-state.js';
import { isProduction } from '../option-checks.js';
import { M2M_AUTH_CORE, M2MAuthCore } from './core.js';
import type { M2MAuthOptions } from './options.js';
import { resolveOptions, type ResolvedOptions, RESOLVED_OPTIONS } from './resolved-options.js';
import { API_KEY_CHECK } from '../../oauth/ports/api-key-check.js';
import { CLOCK, type Clock } from '../../oauth/ports/clock.js';
import { RANDOM_SOURCE, type RandomSource } from '../../oauth/ports/random-source.js';
import { M2M_AUTH_OPTIONS } from '../../oauth/ports/tokens.js';

const fromCore = <T>(
  provide: symbol | (abstract new (...parameters: never[]) => T),
  pick: (core: M2MAuthCore) => T,
): Provider => ({ provide, useFactory: pick, inject: [M2M_AUTH_CORE] });

/** The core and the services of the domain that it holds. */
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
  fromCore(OauthClientsService, (core) => core.services.clients),
  fromCore(ClientSecretsService, (core) => core.services.secrets),
  fromCore(ClientImportsService, (core) => core.services.imports),
  fromCore(OrganizationsService, (core) => core.services.organizations),
  fromCore(ConfigurationService, (core) => core.services.configuration),
  fromCore(RevocationService, (core) => core.revocation),
  fromCore(SigningKeysService, (core) => core.signingKeys),
  fromCore(InitialAccessTokensService, (core) => core.services.initialAccessTokens),
  fromCore(ApiKeysService, (core) => core.apiKeys),
  fromCore(API_KEY_CHECK, (core) => core.apiKeyCheck),
  fromCore(AuditEventsService, (core) => core.auditEvents),
  fromCore(LIVE_TOKEN_REGISTER, (core) => core.liveTokens),
  fromCore(REQUEST_ACTORS, (core) => core.actors),
  fromCore(EndpointAudit, (core) => core.endpointAudit),
];
