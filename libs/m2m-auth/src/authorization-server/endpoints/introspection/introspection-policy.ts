import type { Client } from '../../../domain/clients/client.js';
import type { ClientToken } from '../../../oauth/client-token.js';

/** Whose tokens a caller may read: its own; those meant for it as well; everybody's. */
export type IntrospectionScope = 'self' | 'audience' | 'all';

export interface IntrospectionPolicy {
  readonly policy: IntrospectionScope;
  /** What a caller is told of a token it may not read: that it is inactive, or that it may not ask (403). */
  readonly denied: 'inactive' | 'forbidden';
  /** A bearer token with this scope authorizes the caller too; undefined: only a client's secret does. */
  readonly requiredScope: string | undefined;
}

/** RFC 7662 §4: tokens are told only to the resource servers they are meant for, and to the client they belong to. */
export const mayRead = (caller: Client, token: ClientToken, policy: IntrospectionScope): boolean => {
  if (policy === 'all' || token.clientId === caller.clientId) return true;
  return (
    policy === 'audience' && token.audience.every((audience) => caller.protectedResources.includes(audience))
  );
};
