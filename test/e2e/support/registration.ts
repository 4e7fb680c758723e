import { requestBytes, send, type RawResponse } from '../../hosts/support/raw-http.js';
import type { RegisteredClient } from './admin.js';
import type { RunningDeployment } from './deployments.js';

export const REGISTER_PATH = '/auth/register';
export const JSON_TYPE = 'Content-Type: application/json';

/** What the suites' deployments permit clients that register themselves. */
export const REGISTRATION = {
  REGISTRATION: 'initial-access-token',
  REGISTRATION_SCOPES: 'reports:read, reports:write',
  REGISTRATION_AUDIENCES: 'https://api.example.com,https://other.example.com',
};

export const bearerLine = (token: string): string => `Authorization: Bearer ${token}`;

/** The value of a new initial access token. */
export const initialAccessToken = async (
  deployment: RunningDeployment,
  input: Readonly<Record<string, unknown>> = {},
): Promise<{ id: string; value: string }> => {
  const { status, body } = await deployment.admin('POST', '/initial-access-tokens', input);
  if (status !== 201) throw new Error(`It answered ${status}: ${JSON.stringify(body)}`);
  return body as { id: string; value: string };
};

/** The bytes of a registration request. */
export const registrationRequest = (metadata: unknown, ...lines: readonly string[]): Buffer =>
  requestBytes('POST', REGISTER_PATH, [JSON_TYPE, ...lines], JSON.stringify(metadata));

/** Registers a client, as a client would. */
export const registerWith = (
  { port }: RunningDeployment,
  token: string | undefined,
  metadata: unknown = {},
): Promise<RawResponse> =>
  send(port, registrationRequest(metadata, ...(token === undefined ? [] : [bearerLine(token)])));

/** What a registered client is told (RFC 7591 §3.2.1). */
export interface ClientInformation {
  readonly client_id: string;
  readonly client_secret: string;
  readonly registration_access_token: string;
  readonly registration_client_uri: string;
  readonly [member: string]: unknown;
}

export const informationIn = ({ status, body }: RawResponse): ClientInformation => {
  if (status !== 201) throw new Error(`Registration answered ${status}: ${body}`);
  return JSON.parse(body) as ClientInformation;
};

export const credentialsIn = ({ client_id, client_secret }: ClientInformation): RegisteredClient => ({
  clientId: client_id,
  clientSecret: client_secret,
});

/** Calls the client configuration endpoint of a client, on a connection of its own. */
export const configurationOf = (
  { port }: RunningDeployment,
  clientId: string,
  token: string | undefined,
  method = 'GET',
): Promise<RawResponse> =>
  send(
    port,
    requestBytes(method, `${REGISTER_PATH}/${clientId}`, token === undefined ? [] : [bearerLine(token)]),
  );
