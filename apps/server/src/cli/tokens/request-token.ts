import { CommandError } from '../command-error.js';
import { exchange, exitCodeOf, type HttpAnswer } from '../http-exchange.js';
import { basicAuthorization, type ClientCredentials } from './client-credentials.js';

/** What a client asks for. */
export interface TokenRequest {
  readonly credentials: ClientCredentials;
  readonly authMethod: 'client_secret_basic' | 'client_secret_post';
  readonly scopes: readonly string[];
  /** For whom the token shall be (RFC 8707). */
  readonly resources: readonly string[];
}

/** The successful answer of RFC 6749 §5.1, with whatever else the server says. */
export type TokenAnswer = Readonly<Record<string, unknown>> & { readonly access_token: string };

/**
 * Asks a token endpoint by `client_credentials` (RFC 6749 §4.4).
 *
 * @throws CommandError with the error code of the server when it refuses.
 */
export const requestToken = async (
  endpoint: URL,
  { credentials, authMethod, scopes, resources }: TokenRequest,
  timeoutMs: number,
): Promise<TokenAnswer> => {
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scopes.length > 0) body.set('scope', scopes.join(' '));
  for (const resource of resources) body.append('resource', resource);
  const headers: Record<string, string> = { accept: 'application/json' };
  if (authMethod === 'client_secret_basic') {
    headers['authorization'] = basicAuthorization(credentials);
  } else {
    body.set('client_id', credentials.clientId);
    body.set('client_secret', credentials.clientSecret);
  }
  const answer = await exchange(endpoint, { method: 'POST', headers, body }, timeoutMs);
  const members = membersOf(answer);
  if (answer.status === 200 && isTokenAnswer(members)) return members;
  throw refusal(answer.status, members);
};

const isTokenAnswer = (members: Readonly<Record<string, unknown>>): members is TokenAnswer =>
  typeof members['access_token'] === 'string' && members['access_token'] !== '';

const membersOf = ({ text }: HttpAnswer): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

const refusal = (status: number, { error, error_description }: Record<string, unknown>): CommandError => {
  if (status === 200) return new CommandError('The token endpoint did not answer with a token.');
  const said = [error, error_description].filter((part) => typeof part === 'string');
  const reason = said.length === 0 ? 'The token endpoint gave no reason.' : said.join(': ');
  return new CommandError(`${reason} (${status})`, exitCodeOf(status));
};
