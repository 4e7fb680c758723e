import type {
  DynamicRegistration,
  DynamicallyRegisteredClient,
} from '../../../domain/registration/dynamic-registration.js';
import type { RegistrationGrant } from '../../../domain/registration/registration-policy.js';
import type { FailureGrid } from '../../../domain/throttling/failure-grid.js';
import type { EndpointRequest, EndpointResponse } from '../../../http/endpoint.js';
import { jsonNoStore } from '../../../http/json-response.js';
import { bearerRefused } from '../../../oauth/errors.js';
import { auditAddress } from '../../audit/audit-address.js';
import { bearerToken } from '../../client-authentication/bearer-token.js';
import { storeAnswers } from '../../store-answers.js';
import type { EndpointThrottle } from '../../throttling/endpoint-throttle.js';
import { clientInformation, toSeconds } from './client-information.js';
import { readClientMetadata } from './client-metadata.js';
import { registrationMembers } from './registration-body.js';

/** Failures are counted by address alone: whoever tries tokens has no client yet. A space is in no client's id. */
const THROTTLED_AS = 'client registration';

const NOT_ADMITTED = 'Registering a client needs a valid initial access token.';

/** The client registration endpoint (RFC 7591). */
export class ClientRegistrationController {
  /** @param configurationUri where the client with this id manages its registration; known once the application is configured. */
  constructor(
    private readonly registrations: DynamicRegistration,
    private readonly throttle: EndpointThrottle,
    private readonly failures: FailureGrid,
    private readonly configurationUri: (clientId: string) => string,
  ) {}

  /**
   * @returns 201 with both credentials of the new client, which are shown only here.
   * @throws OAuthError `invalid_token` (401) before anything of the body is looked at; `invalid_client_metadata`,
   * `invalid_software_statement`; `access_denied` (403) when there are too many clients; 415, 429, 503.
   */
  async register(request: EndpointRequest): Promise<EndpointResponse> {
    const grant = await this.failures.pace(() => this.admitted(request));
    const metadata = readClientMetadata(registrationMembers(request));
    const registered = await storeAnswers(
      this.registrations.register({ ...metadata, ip: auditAddress(request.ip) }, grant),
    );
    // Somebody else has taken the last use in between.
    if (registered === null) throw bearerRefused(NOT_ADMITTED, true);
    return { ...jsonNoStore(this.describe(registered)), status: 201 };
  }

  private async admitted({ headers, ip }: EndpointRequest): Promise<RegistrationGrant> {
    const { authorization } = headers;
    await this.throttle.admit(THROTTLED_AS, ip);
    // A header that is no Bearer token is a token that is none, also where registering needs none.
    const token = authorization === undefined ? undefined : (bearerToken(authorization) ?? '');
    const grant = await storeAnswers(this.registrations.admit(token));
    if (grant) return grant;
    await this.throttle.failed(token === undefined ? null : THROTTLED_AS, ip);
    throw bearerRefused(NOT_ADMITTED, token !== undefined);
  }

  private describe(registered: DynamicallyRegisteredClient): object {
    const { client, clientSecret, secretExpiresAt, registrationAccessToken, details } = registered;
    const registrationClientUri = this.configurationUri(client.clientId);
    return {
      ...clientInformation(client, details, { registrationAccessToken, registrationClientUri }),
      client_secret: clientSecret,
      client_secret_expires_at: secretExpiresAt === null ? 0 : toSeconds(secretExpiresAt),
    };
  }
}
