import type { AuthenticatedClient } from '../../domain/client-authentication/client-secret-authenticator.js';
import type { IssuedToken } from '../../domain/tokens/access-token-issuer.js';
import type { RequestParameters } from '../../http/request-parameters.js';

/** One grant of the token endpoint. Adding a grant adds a handler; the endpoint does not change. */
export interface GrantHandler {
  /** The value of `grant_type`. */
  readonly grantType: string;
  /**
   * Issues a token to a client that is authenticated and may use this grant.
   *
   * @throws OAuthError as the grant's RFC says.
   */
  issue(
    authenticated: AuthenticatedClient,
    parameters: RequestParameters,
  ): IssuedToken | Promise<IssuedToken>;
}
