import type { FailureGrid } from '../../../domain/throttling/failure-grid.js';
import type { ManagedClient, RegistrationAccess } from '../../../domain/registration/registration-access.js';
import type { EndpointRequest, EndpointResponse } from '../../../http/endpoint.js';
import { pathOf } from '../../../http/endpoint-table.js';
import { jsonNoStore } from '../../../http/json-response.js';
import { bearerRefused } from '../../../oauth/errors.js';
import { auditAddress } from '../../audit/audit-address.js';
import { bearerToken } from '../../client-authentication/bearer-token.js';
import { storeAnswers } from '../../store-answers.js';
import type { EndpointThrottle } from '../../throttling/endpoint-throttle.js';
import { clientInformation } from './client-information.js';

const DELETED: EndpointResponse = { status: 204, headers: {}, body: '' };

/** A client and the token that let somebody at it. */
interface Managed extends ManagedClient {
  readonly registrationAccessToken: string;
}

/**
 * The client configuration endpoint (RFC 7592), one for each client that registered itself. An unknown client, one that
 * was deleted or deactivated, and the token of another one get the same 401.
 */
export class ClientConfigurationController {
  /** @param configurationUri where the client with this id manages its registration; known once the application is configured. */
  constructor(
    private readonly access: RegistrationAccess,
    private readonly throttle: EndpointThrottle,
    private readonly failures: FailureGrid,
    private readonly configurationUri: (clientId: string) => string,
  ) {}

  /**
   * The client as it is registered now (§2.1), without its secret, of which only a digest is known.
   *
   * @throws OAuthError `invalid_token` (401), 429, 503.
   */
  async read(request: EndpointRequest): Promise<EndpointResponse> {
    const { client, details, registrationAccessToken } = await this.managed(request);
    const registrationClientUri = this.configurationUri(client.clientId);
    return jsonNoStore(
      clientInformation(client, details, { registrationAccessToken, registrationClientUri }),
    );
  }

  /**
   * Deletes the client (§2.3): 204 means that no guard accepts its tokens any more.
   *
   * @throws OAuthError `invalid_token` (401), 429, 503.
   */
  async delete(request: EndpointRequest): Promise<EndpointResponse> {
    const managed = await this.managed(request);
    if (await storeAnswers(this.access.delete(managed, auditAddress(request.ip)))) return DELETED;
    throw refused(true);
  }

  private managed(request: EndpointRequest): Promise<Managed> {
    return this.failures.pace(() => this.find(request));
  }

  private async find({ url, headers, ip }: EndpointRequest): Promise<Managed> {
    const path = pathOf(url);
    const clientId = path.slice(path.lastIndexOf('/') + 1);
    // Not the client's own count of failures: a space is in no client's id.
    const subject = `registration of ${clientId}`;
    const { authorization } = headers;
    await this.throttle.admit(authorization === undefined ? null : subject, ip);
    if (authorization === undefined) {
      await this.throttle.failed(null, ip);
      throw refused(false);
    }
    const registrationAccessToken = bearerToken(authorization) ?? '';
    const managed = await storeAnswers(this.access.find(clientId, registrationAccessToken));
    if (managed) return { ...managed, registrationAccessToken };
    await this.throttle.failed(subject, ip);
    throw refused(true);
  }
}

const refused = (presented: boolean): Error =>
  bearerRefused('The registration access token is not valid for this client.', presented);
