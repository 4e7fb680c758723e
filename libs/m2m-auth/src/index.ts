export { M2MAuthModule } from './modules/authorization-server/m2m-auth.module.js';
export { M2MHealthIndicator } from './modules/authorization-server/m2m-health-indicator.js';
export { addM2MAuthOpenApi } from './modules/openapi.js';
export { M2MAuthOptionsError } from './oauth/option-problems.js';
export { OauthClientsService } from './domain/clients/oauth-clients.service.js';
export { ClientSecretsService } from './domain/clients/client-secrets.service.js';
export { ConfigurationService } from './domain/configuration/configuration.service.js';
export { InvalidConfigurationError } from './domain/configuration/configuration-problem.js';
export { validateConfiguration } from './domain/configuration/validate-configuration.js';
export { ClientImportsService } from './domain/clients/client-imports.service.js';
export { OrganizationsService } from './domain/organizations/organizations.service.js';
export { ApiKeysService } from './domain/api-keys/api-keys.service.js';
export { RevocationService } from './domain/revocation/revocation.service.js';
export { AuditEventsService } from './domain/audit/audit-events.service.js';
export { AUDIT_EVENTS } from './domain/audit/audit-event-names.js';
export { SigningKeysService } from './domain/keys/signing-keys.service.js';
export { InitialAccessTokensService } from './domain/registration/initial-access-tokens.service.js';
export { TokenController } from './authorization-server/endpoints/token/token.controller.js';
export { InternalApiKeyGuard } from './authorization-server/admin/internal-api-key.guard.js';
export { ClientAuthGuard } from './resource-server/client-auth.guard.js';
export { ScopesGuard } from './resource-server/scopes.guard.js';
export { RequireScopes } from './resource-server/require-scopes.decorator.js';
export { CurrentClient } from './resource-server/current-client.decorator.js';
export { Public } from './resource-server/public.decorator.js';
export { ProtectedResource } from './resource-server/protected-resource.decorator.js';
export { canonicalAddress } from './http/ip-address.js';
export { configuredSecretProblem } from './oauth/configured-secret.js';
export { RESERVED_CLAIMS } from './oauth/reserved-claims.js';
export { OAuthError } from './oauth/oauth-error.js';
export { ConflictError, InvalidInputError, NotFoundError } from './domain/errors.js';
export { DuplicateError, PersistenceError } from './domain/stores/persistence-errors.js';

export type { OptionProblem, OptionProblemCode } from './oauth/option-problems.js';
export type { M2MHealth } from './modules/authorization-server/m2m-health-indicator.js';
export type {
  AuditOptions,
  M2MAuthOptions,
  RegistrationOptions,
  RevocationOptions,
  SigningOptions,
  ThrottleOptions,
} from './modules/authorization-server/options.js';
export type {
  AdminOptions,
  AdminResource,
  M2MAuthExtras,
  M2MAuthFeature,
} from './modules/authorization-server/module-definition.js';
export type { IntrospectionScope } from './authorization-server/endpoints/introspection/introspection-policy.js';
export type { EndpointPaths } from './authorization-server/endpoint-paths.js';
export type { ClientToken } from './oauth/client-token.js';
export type { JsonObject, JsonValue } from './oauth/json.js';
export type { OAuthErrorCode, OAuthErrorOptions } from './oauth/oauth-error.js';
export type { SigningAlgorithm } from './oauth/signing-algorithm.js';
export type { AuditEvent, StoredAuditEvent, TimedAuditEvent } from './domain/audit/audit-event.js';
export type { AuditEventName } from './domain/audit/audit-event-names.js';
export type { AuditFilter } from './domain/audit/audit-event-store.js';
export type { AuditMetrics } from './domain/audit/audit-metrics.js';
export type { AuditQuery } from './domain/audit/audit-events.service.js';
export type { AuditSink } from './domain/audit/audit-sink.js';
export type { Client, ClientAuthenticationMethod } from './domain/clients/client.js';
export type { ClientRegistration, ClientUpdate } from './domain/clients/client-input.js';
export type { ClientSecretStatus, ClientSecretView, ClientView } from './domain/clients/client-view.js';
export type { RegisteredClient } from './domain/clients/oauth-clients.service.js';
export type { AddedSecret } from './domain/clients/client-secrets.service.js';
export type { NewSecret, SecretUpdate } from './domain/clients/secret-input.js';
export type { ApiKeyEnvironment, ApiKeyOwner } from './domain/api-keys/api-key.js';
export type { ApiKeyView } from './domain/api-keys/api-key-view.js';
export type { CreatedApiKey } from './domain/api-keys/api-keys.service.js';
export type { NewApiKey } from './domain/api-keys/new-api-key.js';
export type { ConfigurationProblem } from './domain/configuration/configuration-problem.js';
export type { ConfigurationCheck } from './domain/configuration/validate-configuration.js';
export type {
  AppliedConfiguration,
  ConfigurationOptions,
  ConfigurationPlan,
  IssuedSecret,
  PlannedAction,
  PlannedObject,
  PlannedSecret,
} from './domain/configuration/configuration-plan.js';
export type {
  ClientImportOptions,
  ClientImportResult,
  ImportedClient,
} from './domain/clients/client-imports.service.js';
export type { PublicJwk, SigningKeyState, SigningKeyView } from './domain/keys/signing-key.js';
export type { RotationRequest } from './domain/keys/signing-keys.service.js';
export type { InitialAccessTokenView } from './domain/registration/initial-access-token.js';
export type { IssuedInitialAccessToken } from './domain/registration/initial-access-tokens.service.js';
export type { NewInitialAccessToken } from './domain/registration/new-initial-access-token.js';
export type { Organization } from './domain/organizations/organization.js';
export type { NewOrganization } from './domain/organizations/organization-rules.js';
export type { PageOf, PageRequest } from './domain/stores/cursor.js';
export type { TransactionContext } from './domain/stores/transaction-context.js';
export type { RevocationMetrics } from './domain/changes/revocation-metrics.js';
export type { TokenToRevoke } from './domain/revocation/revocation.service.js';
export type { EndpointRequest, EndpointResponse } from './http/endpoint.js';
export type { RequestWithClientToken } from './resource-server/request-with-client-token.js';
export type { ProtectedResourceOptions } from './resource-server/metadata/protected-resource.options.js';
