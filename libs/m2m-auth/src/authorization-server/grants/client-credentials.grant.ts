import type { AuthenticatedClient } from '../../domain/client-authentication/client-secret-authenticator.js';
import type { AccessTokenIssuer, IssuedToken } from '../../domain/tokens/access-token-issuer.js';
import { resolveAudience, type DefaultAudience } from '../../domain/tokens/audience.js';
import { grantScope, type ScopeWhenOmitted } from '../../domain/tokens/granted-scope.js';
import { parseResourceIndicators } from '../../oauth/resource-indicator.js';
import type { RequestParameters } from '../../http/request-parameters.js';
import type { GrantHandler } from './grant-handler.js';

/** The client credentials grant (RFC 6749 §4.4) with resource indicators (RFC 8707). */
export class ClientCredentialsGrant implements GrantHandler {
  readonly grantType = 'client_credentials';

  constructor(
    private readonly issuer: AccessTokenIssuer,
    private readonly defaultAudience: DefaultAudience,
    private readonly scopeWhenOmitted: ScopeWhenOmitted,
  ) {}

  issue(
    { client, secret }: AuthenticatedClient,
    parameters: RequestParameters,
  ): IssuedToken | Promise<IssuedToken> {
    const scopes = grantScope(client, parameters.get('scope'), this.scopeWhenOmitted);
    const resources = parseResourceIndicators(parameters.getAll('resource'));
    const audience = resolveAudience(client, resources, this.defaultAudience);
    return this.issuer.issue({ client, secret, scopes, audience });
  }
}
