import type { Client, ClientSecret } from '../../../domain/clients/client.js';
import type { ClientCache } from '../../../domain/client-authentication/client-cache.js';
import type { ClientToken } from '../../../oauth/client-token.js';
import { OAuthError } from '../../../oauth/oauth-error.js';
import type { AccessTokenInspector } from '../../../oauth/ports/access-token-inspector.js';
import { bearerToken } from '../../client-authentication/bearer-token.js';
import type { RequestAuthenticator } from '../../client-authentication/request-authenticator.js';
import type { EndpointRequest } from '../../../http/endpoint.js';

/** A client that asks, and with what it has proved to be that client: its secret, or an access token. */
export interface Caller {
  readonly client: Client;
  readonly secret: ClientSecret | null;
  readonly token: ClientToken | null;
}

/** Who asks (RFC 7662 §2.1): a client by its secret, or by an access token that carries the configured scope. */
export class IntrospectionCaller {
  constructor(
    private readonly authentication: RequestAuthenticator,
    private readonly bearers: AccessTokenInspector,
    private readonly clients: ClientCache,
    private readonly requiredScope: string | undefined,
  ) {}

  /** @throws OAuthError `invalid_client`, `invalid_token`, 429, 503. */
  async identify(request: EndpointRequest): Promise<Caller> {
    const bearer = bearerToken(request.headers.authorization);
    if (bearer === undefined || this.requiredScope === undefined) {
      const { client, secret } = await this.authentication.authenticate(request);
      return { client, secret, token: null };
    }
    await this.authentication.admit(request);
    const token = await this.bearers.inspect(bearer);
    const found = token && (await this.clients.find(token.clientId));
    if (!token || !found?.client.isActive) {
      const invalid = refusal(401, 'invalid_token', 'The access token is not valid.');
      return this.authentication.refuse(request, invalid);
    }
    return { client: found.client, secret: null, token };
  }

  /** @throws OAuthError `insufficient_scope` when the caller's token does not give it the right to ask. */
  authorize({ token }: Caller): void {
    if (!token || this.requiredScope === undefined || token.scopes.includes(this.requiredScope)) return;
    throw refusal(
      403,
      'insufficient_scope',
      'The access token lacks the scope for introspection.',
      this.requiredScope,
    );
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
