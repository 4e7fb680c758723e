import type { AuthenticatedClient } from '../../../domain/client-authentication/client-secret-authenticator.js';
import type { IssuedToken } from '../../../domain/tokens/access-token-issuer.js';
import { invalidRequest, unauthorizedClient, unsupportedGrantType } from '../../../oauth/errors.js';
import { formatScope } from '../../../oauth/scope.js';
import type { EndpointAudit } from '../../audit/endpoint-audit.js';
import type { RequestAuthenticator } from '../../client-authentication/request-authenticator.js';
import type { GrantHandler } from '../../grants/grant-handler.js';
import type { EndpointRequest, EndpointResponse } from '../../../http/endpoint.js';
import { jsonNoStore } from '../../../http/json-response.js';
import type { RequestParameters } from '../../../http/request-parameters.js';

/**
 * The token endpoint (RFC 6749 §3.2). Resolved from Nest's container and called by the HTTP binding, outside Nest's
 * router, so that nothing a host puts around its routes changes the answers. Override the provider to change it.
 */
export class TokenController {
  private readonly grants: ReadonlyMap<string, GrantHandler>;

  constructor(
    private readonly authentication: RequestAuthenticator,
    grants: readonly GrantHandler[],
    private readonly audit: EndpointAudit,
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
    let caller: AuthenticatedClient | null = null;
    try {
      const grantType = request.parameters.get('grant_type');
      if (grantType === undefined) {
        await this.authentication.admit(request);
        return await this.authentication.refuse(
          request,
          invalidRequest('The parameter grant_type is required.'),
        );
      }
      caller = await this.authentication.authenticate(request);
      const issued = await this.issue(caller, grantType, request.parameters);
      const audited = this.audit.issued(caller, issued, request);
      if (audited) await audited;
      return tokenResponse(issued);
    } catch (error) {
      this.audit.failed('oauth.token.exchange.failure', caller, request, error);
      throw error;
    }
  }

  private issue(
    caller: AuthenticatedClient,
    grantType: string,
    parameters: RequestParameters,
  ): IssuedToken | Promise<IssuedToken> {
    const grant = this.grants.get(grantType);
    if (!grant) throw unsupportedGrantType('This server does not serve this grant type.');
    if (!caller.client.grantTypes.includes(grantType)) {
      throw unauthorizedClient('The client may not use this grant type.');
    }
    return grant.issue(caller, parameters);
  }
}

const tokenResponse = (issued: IssuedToken): EndpointResponse =>
  jsonNoStore({
    access_token: issued.accessToken,
    token_type: 'Bearer',
    expires_in: issued.expiresIn,
    scope: formatScope(issued.scopes),
  });
