import type { ClientAuthenticator } from '../../domain/client-authentication/client-authenticator.js';
import {
  isUndecided,
  type AuthenticatedClient,
  type UndecidedSecret,
} from '../../domain/client-authentication/client-secret-authenticator.js';
import { invalidClient } from '../../oauth/errors.js';
import type { FailureGrid } from '../../domain/throttling/failure-grid.js';
import type { EndpointRequest } from '../../http/endpoint.js';
import type { EndpointThrottle } from '../throttling/endpoint-throttle.js';
import { addressPrefix } from '../throttling/address-prefix.js';
import { presentedCredentials, type PresentedCredentials } from './presented-credentials.js';

/** What a request has paid for with a slow hash, if it has. */
interface Spent {
  on?: UndecidedSecret;
}

/** Client authentication as every OAuth endpoint does it (RFC 6749 §2.3): throttled, with one answer to failure, on a grid of time. */
export class RequestAuthenticator {
  constructor(
    private readonly authenticator: ClientAuthenticator,
    private readonly throttle: EndpointThrottle,
    private readonly failures: FailureGrid,
  ) {}

  /** Where every request counts: counts one that presents no client's secret. @throws OAuthError 429 when its address has sent too many. */
  admit(request: EndpointRequest): Promise<void> {
    return this.throttle.admit(null, request.ip);
  }

  /** Counts the failure of a request that presented no client's secret. @throws OAuthError 429 when it was one too many; else `error`. */
  async refuse(request: EndpointRequest, error: Error): Promise<never> {
    await this.throttle.failed(null, request.ip);
    throw error;
  }

  /**
   * The client that sends the request. With `counts: 'failures'` a right secret that is generated, or has verified in the last
   * hours, asks no counter and is never refused for what others have failed.
   *
   * @throws OAuthError `invalid_client`, `invalid_request`, 429, or 503 when it cannot be told.
   */
  async authenticate(request: EndpointRequest): Promise<AuthenticatedClient> {
    const spent: Spent = {};
    return this.failures.pace(
      () => this.authenticated(request, spent),
      () => spent.on?.usualMs ?? 0,
    );
  }

  private async authenticated(request: EndpointRequest, spent: Spent): Promise<AuthenticatedClient> {
    const credentials = await this.presented(request);
    const { clientId } = credentials;
    if (this.throttle.countsAll) await this.throttle.admit(clientId, request.ip);
    const examination = this.authenticator.examine(credentials);
    const examined = examination instanceof Promise ? await examination : examination;
    const authenticated = isUndecided(examined)
      ? await this.decide(examined, clientId, request.ip, spent)
      : examined;
    if (authenticated) return authenticated;
    await this.throttle.failed(clientId, request.ip);
    throw invalidClient({ challenge: credentials.basic });
  }

  /** Strangers are looked up before they take a place in the bcrypt lane; whoever is known waits for no window. */
  private async decide(
    secret: UndecidedSecret,
    clientId: string,
    address: string | undefined,
    spent: Spent,
  ): Promise<AuthenticatedClient | null> {
    if (!secret.known) await this.throttle.look(clientId, address);
    spent.on = secret;
    return secret.verify(addressPrefix(address));
  }

  private async presented(request: EndpointRequest): Promise<PresentedCredentials> {
    try {
      return presentedCredentials(request);
    } catch (error) {
      await this.admit(request);
      return this.refuse(request, error as Error);
    }
  }
}
