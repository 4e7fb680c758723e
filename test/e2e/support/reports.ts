import { requestBytes, send, type RawResponse } from '../../hosts/support/raw-http.js';
import { AUDIENCE, type RunningDeployment } from './deployments.js';

/** What a request to the guarded sample holds beside its token. */
export interface ReportsRequest {
  readonly method?: string;
  readonly query?: string;
  /** Header lines, exactly as they go on the wire. */
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

/** Calls `/reports` on a connection of its own, with header lines that no client would send. */
export const callReports = (
  { port }: RunningDeployment,
  { method = 'GET', query = '', headers = [], body = '' }: ReportsRequest = {},
): Promise<RawResponse> => send(port, requestBytes(method, `/reports${query}`, headers, body));

export const bearer = (token: string): string => `Authorization: Bearer ${token}`;

/** Calls `/reports` with a token; a title makes it create a report. */
export const reportsWith = (
  deployment: RunningDeployment,
  token: string,
  title?: string,
  ...headers: string[]
): Promise<RawResponse> => {
  const lines = [bearer(token), ...headers];
  if (title === undefined) return callReports(deployment, { headers: lines });
  const body = JSON.stringify({ title });
  return callReports(deployment, {
    method: 'POST',
    headers: [...lines, 'Content-Type: application/json'],
    body,
  });
};

/** The titles that a token sees. */
export const titles = async (
  deployment: RunningDeployment,
  token: string,
  ...headers: string[]
): Promise<string[]> => {
  const { status, body } = await reportsWith(deployment, token, undefined, ...headers);
  expect(status).toBe(200);
  return (JSON.parse(body) as { data: { title: string }[] }).data.map(({ title }) => title);
};

/** What every challenge of the guarded sample names (RFC 9728 §5.1). */
export const RESOURCE_METADATA = `${AUDIENCE}/.well-known/oauth-protected-resource`;

const PARAMETER = /([a-z_]+)="([\x20\x21\x23-\x5b\x5d-\x7e]*)"/g;

/** The one Bearer challenge of a response, taken apart strictly (RFC 9110 §11.6.1). */
export const challengeOf = ({ headers }: RawResponse): Record<string, string> => {
  const value = headers['www-authenticate'] ?? '';
  const parameters = [...value.matchAll(PARAMETER)].map(([, name = '', text = '']) => [name, text]);
  const written = parameters.map(([name, text]) => `${name}="${text}"`).join(', ');
  expect(value).toBe(`Bearer ${written}`);
  expect(new Set(parameters.map(([name]) => name)).size).toBe(parameters.length);
  return Object.fromEntries(parameters) as Record<string, string>;
};
