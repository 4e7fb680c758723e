import type { Client } from '../../../domain/clients/client.js';
import type { JsonObject } from '../../../oauth/json.js';
import { formatScope } from '../../../oauth/scope.js';

/** What a client manages its registration with (RFC 7592 §3). */
export interface RegistrationCredentials {
  readonly registrationAccessToken: string;
  readonly registrationClientUri: string;
}

export const toSeconds = (moment: Date): number => Math.floor(moment.getTime() / 1_000);

/** The client's metadata as they are now, with what was substituted for what it left out (RFC 7591 §3.2.1). */
export const clientInformation = (
  client: Client,
  details: Readonly<JsonObject>,
  { registrationAccessToken, registrationClientUri }: RegistrationCredentials,
): Readonly<Record<string, unknown>> => ({
  ...details,
  client_id: client.clientId,
  client_id_issued_at: toSeconds(client.createdAt),
  // A client that gave no name is called by its id.
  ...(client.name === client.clientId ? {} : { client_name: client.name }),
  scope: formatScope(client.scopes),
  grant_types: client.grantTypes,
  response_types: [],
  redirect_uris: [],
  // The default of RFC 7591 §2. Who has not named a method may use the other one as well.
  token_endpoint_auth_method: client.tokenEndpointAuthMethod ?? 'client_secret_basic',
  registration_access_token: registrationAccessToken,
  registration_client_uri: registrationClientUri,
});
