export { M2MResourceServerModule } from './modules/resource-server/m2m-resource-server.module.js';
export { createTokenVerifier } from './modules/resource-server/token-verifier.js';
export { M2MAuthOptionsError } from './oauth/option-problems.js';
export { ClientAuthGuard } from './resource-server/client-auth.guard.js';
export { ScopesGuard } from './resource-server/scopes.guard.js';
export { RequireScopes } from './resource-server/require-scopes.decorator.js';
export { CurrentClient } from './resource-server/current-client.decorator.js';
export { ProtectedResource } from './resource-server/protected-resource.decorator.js';
export { Public } from './resource-server/public.decorator.js';
export { OAuthError } from './oauth/oauth-error.js';

export type { OptionProblem, OptionProblemCode } from './oauth/option-problems.js';
export type {
  M2MResourceServerExtras,
  RevocationFeature,
} from './modules/resource-server/module-definition.js';
export type { TokenVerifier } from './modules/resource-server/token-verifier.js';
export type { M2MResourceServerOptions, TokenVerifierOptions } from './modules/resource-server/options.js';
export type { ClientToken } from './oauth/client-token.js';
export type { JsonObject, JsonValue } from './oauth/json.js';
export type { OAuthErrorCode, OAuthErrorOptions } from './oauth/oauth-error.js';
export type { ApiKeyCheck } from './oauth/ports/api-key-check.js';
export type { RedisConnectionOptions } from './oauth/ports/redis-connection-options.js';
export type {
  FetchedResponse,
  FetchFunction,
  FetchRequest,
} from './resource-server/key-sources/fetch-function.js';
export type { JwksKeySourceOptions } from './resource-server/key-sources/jwks-key-source.options.js';
export type { ProtectedResourceOptions } from './resource-server/metadata/protected-resource.options.js';
export type { RequestWithClientToken } from './resource-server/request-with-client-token.js';
