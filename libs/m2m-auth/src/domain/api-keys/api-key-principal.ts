import type { ClientToken } from '../../oauth/client-token.js';
import { formatScope } from '../../oauth/scope.js';
import { organizationOf, type ApiKey } from './api-key.js';

const seconds = (moment: Date): number => Math.floor(moment.getTime() / 1_000);

/**
 * What handlers see of a key: the same as of an access token. It is frozen, because it serves many requests.
 *
 * @param audience - the resources of the application that accepts the key: a key is good for all of them.
 */
export const principalOf = (key: ApiKey, audience: readonly string[]): ClientToken => {
  const { id, name, owner, environment } = key;
  const scopes = Object.freeze([...key.permissions]);
  const organizationId = organizationOf(owner);
  return Object.freeze({
    credential: 'api_key',
    clientId: id,
    subject: owner.id,
    scopes,
    audience,
    organizationId,
    jti: id,
    issuedAt: seconds(key.createdAt),
    expiresAt: key.expiresAt === null ? Number.POSITIVE_INFINITY : seconds(key.expiresAt),
    claims: Object.freeze({
      type: 'api_key',
      sub: owner.id,
      client_id: id,
      jti: id,
      org_id: organizationId,
      scope: formatScope(scopes),
      owner_type: owner.type,
      environment,
      name,
    }),
  });
};
