import type { Client } from '../../../domain/clients/client.js';
import type { ClientToken } from '../../../oauth/client-token.js';

/**
 * Whose tokens a caller may read besides its own: none; those meant for it, among others or not; those meant for nobody else;
 * everybody's.
 */
export type IntrospectionScope = 'self' | 'audience' | 'whole-audience' | 'all';

export interface IntrospectionPolicy {
  readonly policy: IntrospectionScope;
  /** What a caller is told of a token it may not read: that it is inactive, or that it may not ask (403). */
  readonly denied: 'inactive' | 'forbidden';
  /** A bearer token with this scope authorizes the caller too; undefined: only a client's secret does. */
  readonly requiredScope: string | undefined;
}

/**
 * The audience that a caller is told of a token; null when it may not read the token. Tokens are told only to the resource
 * servers they are meant for, and to the client they belong to (RFC 7662 §4). Of a token for several a resource server
 * sees its own part of `aud`: the answer may depend on who asks (§2.2), and the others are not its business.
 */
export const readableAudience = (
  caller: Client,
  token: ClientToken,
  policy: IntrospectionScope,
): readonly string[] | null => {
  if (policy === 'all' || token.clientId === caller.clientId) return token.audience;
  if (policy === 'self') return null;
  const own = token.audience.filter((audience) => caller.protectedResources.includes(audience));
  const enough = policy === 'audience' ? own.length > 0 : own.length === token.audience.length;
  return enough ? own : null;
};
