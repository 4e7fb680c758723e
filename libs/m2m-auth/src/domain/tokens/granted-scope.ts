import { invalidScope } from '../../oauth/errors.js';
import { parseScope } from '../../oauth/scope.js';
import type { Client } from '../clients/client.js';

/** What is granted when no scope is asked for. */
export type ScopeWhenOmitted = 'all' | 'none' | 'reject';

/**
 * The scopes of a token (RFC 6749 §3.3). One that is not registered refuses the whole request: nothing is dropped
 * silently, and nothing is granted that was not asked for.
 *
 * @throws OAuthError `invalid_scope`
 */
export const grantScope = (
  client: Client,
  requested: string | undefined,
  whenOmitted: ScopeWhenOmitted,
): readonly string[] => {
  if (requested === undefined) {
    if (whenOmitted === 'reject') throw invalidScope('A scope is required.');
    return whenOmitted === 'all' ? client.scopes : [];
  }
  const scopes = parseScope(requested);
  for (const scope of scopes) {
    if (!client.scopes.includes(scope)) throw invalidScope('The requested scope is not allowed.');
  }
  return scopes;
};
