import type { Client } from '../../../domain/clients/client.js';
import type { ClientCache } from '../../../domain/clients/client-cache.js';
import { OAuthError } from '../../../oauth/oauth-error.js';
import type { AccessTokenInspector } from '../../../oauth/ports/access-token-inspector.js';
import { bearerToken } from '../../client-authentication/bearer-token.js';
import type { RequestAuthenticator } from '../../client-authentication/request-authenticator.js';
import type { EndpointRequest } from '../../../http/endpoint.js';

/** Who asks (RFC 7662 §2.1): a client by its secret, or by an access token that carries the configured scope. */
export class IntrospectionCaller {
  constructor(
    private readonly authentication: RequestAuthenticator,
    private readonly bearers: AccessTokenInspector,
    private readonly clients: ClientCache,
    private readonly requiredScope: string | undefined,
  ) {}

  /** @throws OAuthError `invalid_client`, `invalid_token`, `insufficient_scope`, 429, 503. */
  async identify(request: EndpointRequest): Promise<Client> {
    await this.authentication.admit(request);
    const bearer = bearerToken(request.headers.authorization);
    if (bearer === undefined || this.requiredScope === undefined) {
      return (await this.authentication.authenticate(request)).client;
    }
    const token = await this.bearers.inspect(bearer);
    const found = token && (await this.clients.find(token.clientId));
    if (!token || !found?.client.isActive)
      throw refusal(401, 'invalid_token', 'The access token is not valid.');
    if (!token.scopes.includes(this.requiredScope)) {
      throw refusal(
        403,
        'insufficient_scope',
        'The access token lacks the scope for introspection.',
        this.requiredScope,
      );
    }
    return found.client;
  }
}

const refusal = (
  status: number,
  code: 'invalid_token' | 'insufficient_scope',
  description: string,
  scope?: string,
): OAuthError =>
  new OAuthError({
    status,
    code,
    description,
    headers: {
      'www-authenticate': `Bearer realm="oauth", error="${code}"${scope === undefined ? '' : `, scope="${scope}"`}`,
    },
  });
