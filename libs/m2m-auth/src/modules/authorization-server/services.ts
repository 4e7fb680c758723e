import type { BcryptSecretHasher } from '../../crypto/bcrypt-secret-hasher.js';
import type { ChangeWriter } from '../../domain/changes/change-writer.js';
import type { ClientAuthenticator } from '../../domain/client-authentication/client-authenticator.js';
import { ClientImportsService } from '../../domain/clients/client-imports.service.js';
import { ClientSecretsService } from '../../domain/clients/client-secrets.service.js';
import { OauthClientsService } from '../../domain/clients/oauth-clients.service.js';
import { ConfigurationService } from '../../domain/configuration/configuration.service.js';
import type { SecretPreparer } from '../../domain/credentials/secret-preparer.js';
import { OrganizationsService } from '../../domain/organizations/organizations.service.js';
import type { Persistence, Transaction } from '../../domain/persistence/persistence.js';
import { DynamicRegistration } from '../../domain/registration/dynamic-registration.js';
import { InitialAccessTokensService } from '../../domain/registration/initial-access-tokens.service.js';
import { RegistrationAccess } from '../../domain/registration/registration-access.js';
import { UnusedRegistrations } from '../../domain/registration/unused-registrations.js';
import type { TokenLifetimeBound } from '../../domain/changes/denials.js';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { ResolvedOptions } from './resolved-options.js';

interface ServiceParts {
  readonly options: ResolvedOptions;
  readonly persistence: Persistence;
  readonly writer: ChangeWriter<Transaction>;
  readonly authenticator: ClientAuthenticator;
  readonly preparer: SecretPreparer;
  readonly hasher: BcryptSecretHasher;
  readonly bound: TokenLifetimeBound;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly onError: (error: unknown) => void;
}

/** By what clients, their secrets and their organizations come and go. */
export interface Services {
  readonly clients: OauthClientsService;
  readonly secrets: ClientSecretsService;
  readonly imports: ClientImportsService;
  readonly organizations: OrganizationsService;
  readonly initialAccessTokens: InitialAccessTokensService;
  /** Null when clients cannot register themselves. */
  readonly registration: DynamicRegistration | null;
  readonly registrationAccess: RegistrationAccess;
  /** Null when clients cannot register themselves. */
  readonly unusedRegistrations: UnusedRegistrations | null;
  readonly configuration: ConfigurationService;
}

export const composeServices = (parts: ServiceParts): Services => {
  const { options, persistence, writer, authenticator, preparer, hasher, bound, clock, random, onError } =
    parts;
  const { registration, safeToRetireAfterSeconds, hashing } = options;
  const retireAfterMs = safeToRetireAfterSeconds * 1_000;
  return {
    clients: new OauthClientsService(persistence, writer, authenticator, preparer, bound, random),
    secrets: new ClientSecretsService(persistence, writer, preparer, bound, clock, random, retireAfterMs),
    imports: new ClientImportsService(writer, random),
    organizations: new OrganizationsService(persistence, writer, random),
    initialAccessTokens: new InitialAccessTokensService(persistence, writer, registration, clock, random),
    registration:
      registration && new DynamicRegistration(persistence, writer, preparer, registration, clock, random),
    registrationAccess: new RegistrationAccess(persistence, writer, bound),
    unusedRegistrations:
      registration &&
      new UnusedRegistrations({
        stores: persistence,
        writer,
        bound,
        lifetimeMs: registration.unusedLifetimeSeconds * 1_000,
        clock,
        onError,
      }),
    configuration: new ConfigurationService({
      writer,
      preparer,
      hasher,
      hashing,
      bound,
      random,
    }),
  };
};
