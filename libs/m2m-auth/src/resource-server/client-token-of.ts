import type { ClientToken } from '../oauth/client-token.js';
import type { JsonObject } from '../oauth/json.js';
import type { AccessTokenClaims } from './access-token-claims.js';

/** Freezes a JSON value with all that is in it, without recursion: the depth is the client's own claims' to choose. */
const deepFreeze = (root: object): void => {
  const pending = [root];
  for (let value = pending.pop(); value; value = pending.pop()) {
    Object.freeze(value);
    for (const child of Object.values(value) as unknown[]) {
      if (typeof child === 'object' && child !== null) pending.push(child);
    }
  }
};

/** The principal that handlers see: frozen throughout, because one verified token may serve several requests. */
export const clientTokenOf = (read: AccessTokenClaims, claims: JsonObject): ClientToken => {
  const { clientId, subject, scopes, audience, organizationId, jti, issuedAt, expiresAt } = read;
  const token: ClientToken = {
    credential: 'access_token',
    clientId,
    subject,
    scopes,
    audience,
    organizationId,
    jti,
    issuedAt,
    expiresAt,
    claims,
  };
  deepFreeze(token);
  return token;
};
