import type { ClientAuthenticator } from '../../../domain/clients/client-authenticator.js';
import type { AuthenticatedClient } from '../../../domain/credentials/client-authentication.js';
import type { IssuedToken } from '../../../domain/tokens/access-token-issuer.js';
import {
  invalidClient,
  invalidRequest,
  unauthorizedClient,
  unsupportedGrantType,
} from '../../../oauth/errors.js';
import { formatScope } from '../../../oauth/scope.js';
import {
  presentedCredentials,
  type PresentedCredentials,
} from '../../client-authentication/presented-credentials.js';
import type { GrantHandler } from '../../grants/grant-handler.js';
import type { EndpointRequest, EndpointResponse } from '../../http/endpoint.js';
import { jsonNoStore } from '../../http/json-response.js';
import type { EndpointThrottle } from '../../throttling/endpoint-throttle.js';

/**
 * The token endpoint (RFC 6749 §3.2). Resolved from Nest's container and called by the HTTP binding, outside Nest's
 * router, so that nothing a host puts around its routes changes the answers. Override the provider to change it.
 */
export class TokenController {
  private readonly grants: ReadonlyMap<string, GrantHandler>;

  constructor(
    private readonly authenticator: ClientAuthenticator,
    private readonly throttle: EndpointThrottle,
    grants: readonly GrantHandler[],
  ) {
    this.grants = new Map(grants.map((grant) => [grant.grantType, grant]));
  }

  /**
   * Answers a token request.
   *
   * @throws OAuthError for every answer that is not a token. The client is authenticated before its scope, resource or
   * grants are looked at.
   */
  async token(request: EndpointRequest): Promise<EndpointResponse> {
    await this.throttle.admit(request.ip);
    const grantType = request.parameters.get('grant_type');
    if (grantType === undefined) throw invalidRequest('The parameter grant_type is required.');
    const credentials = presentedCredentials(request);
    const authenticated = await this.authenticate(credentials, request.ip);
    const grant = this.grants.get(grantType);
    if (!grant) throw unsupportedGrantType('This server does not serve this grant type.');
    if (!authenticated.client.grantTypes.includes(grantType)) {
      throw unauthorizedClient('The client may not use this grant type.');
    }
    return tokenResponse(await grant.issue(authenticated, request.parameters));
  }

  private async authenticate(
    credentials: PresentedCredentials,
    ip: string | undefined,
  ): Promise<AuthenticatedClient> {
    const attempt = await this.throttle.attempt(credentials.clientId, ip);
    const authenticated = await this.authenticator.authenticate(credentials, attempt.addressPrefix);
    if (authenticated) return authenticated;
    await attempt.failed();
    throw invalidClient({ basic: credentials.basic });
  }
}

const tokenResponse = (issued: IssuedToken): EndpointResponse =>
  jsonNoStore({
    access_token: issued.accessToken,
    token_type: 'Bearer',
    expires_in: issued.expiresIn,
    scope: formatScope(issued.scopes),
  });
