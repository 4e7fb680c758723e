import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';
import { basicAuthorization, type ClientCredentials } from './client-credentials.js';

/** Asks the server whether a token is active (RFC 7662). @throws CommandError when it does not say. */
export const isActive = async (
  endpoint: URL,
  token: string,
  caller: ClientCredentials,
  timeoutMs: number,
): Promise<boolean> => {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: basicAuthorization(caller) },
    body: new URLSearchParams({ token }),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => undefined);
  const body = (await response?.json().catch(() => undefined)) as { active?: unknown } | undefined;
  if (response?.status === 401)
    throw new CommandError('The credentials for the introspection are not accepted.');
  if (!response?.ok || typeof body?.active !== 'boolean') {
    throw new CommandError('The introspection endpoint gives no answer.', EXIT.unavailable);
  }
  return body.active;
};
