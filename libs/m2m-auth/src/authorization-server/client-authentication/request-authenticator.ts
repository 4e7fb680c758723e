import type { ClientAuthenticator } from '../../domain/clients/client-authenticator.js';
import type { AuthenticatedClient } from '../../domain/credentials/client-authentication.js';
import { invalidClient } from '../../oauth/errors.js';
import type { EndpointRequest } from '../../http/endpoint.js';
import type { EndpointThrottle } from '../throttling/endpoint-throttle.js';
import { presentedCredentials } from './presented-credentials.js';

/** Client authentication as every OAuth endpoint does it (RFC 6749 §2.3): throttled first, with one answer to failure. */
export class RequestAuthenticator {
  constructor(
    private readonly authenticator: ClientAuthenticator,
    private readonly throttle: EndpointThrottle,
  ) {}

  /** Counts the request. @throws OAuthError 429 when its address has sent too many. */
  admit(request: EndpointRequest): Promise<void> {
    return this.throttle.admit(request.ip);
  }

  /**
   * The client that sends the request.
   *
   * @throws OAuthError `invalid_client`, `invalid_request`, 429, or 503 when it cannot be told.
   */
  async authenticate(request: EndpointRequest): Promise<AuthenticatedClient> {
    const credentials = presentedCredentials(request);
    const attempt = await this.throttle.attempt(credentials.clientId, request.ip);
    const authenticated = await this.authenticator.authenticate(credentials, attempt.addressPrefix);
    if (authenticated) return authenticated;
    await attempt.failed();
    throw invalidClient({ challenge: credentials.basic });
  }
}
