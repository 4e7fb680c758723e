import { invalidTarget } from '../../oauth/errors.js';
import type { Client } from '../clients/client.js';

/** The audience of tokens of clients that have none registered: given values, or each client's own id. */
export type DefaultAudience = readonly string[] | 'client_id';

/** What `aud` holds when no resource is asked for, which is also exactly what may be asked for. */
export const registeredAudience = (client: Client, fallback: DefaultAudience): readonly string[] => {
  if (client.audiences.length > 0) return client.audiences;
  return fallback === 'client_id' ? [client.clientId] : fallback;
};

/**
 * The audience of a token (RFC 8707 §2, RFC 9068 §3): the requested resources when all of them are allowed, compared
 * byte for byte, else nothing at all.
 *
 * @throws OAuthError `invalid_target`
 */
export const resolveAudience = (
  client: Client,
  requested: readonly string[],
  fallback: DefaultAudience,
): readonly string[] => {
  const allowed = registeredAudience(client, fallback);
  if (requested.length === 0) return allowed;
  for (const resource of requested) {
    if (!allowed.includes(resource)) {
      throw invalidTarget('The client may not ask for a token for this resource.');
    }
  }
  return requested;
};
