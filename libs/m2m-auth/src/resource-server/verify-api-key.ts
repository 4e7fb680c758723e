import type { ClientToken } from '../oauth/client-token.js';
import { temporarilyUnavailable } from '../oauth/errors.js';
import { OAuthError } from '../oauth/oauth-error.js';
import type { ApiKeyCheck } from '../oauth/ports/api-key-check.js';
import { invalidApiKey } from './bearer-errors.js';
import { settle } from './settle.js';

/**
 * The principal of an API key. Answers without a promise when the check does.
 *
 * @throws OAuthError `invalid_token` (401) for every key that does not count; `temporarily_unavailable` (503) when the
 * check, which may be the host's, fails in any way.
 */
export const verifyApiKey = (
  check: ApiKeyCheck,
  value: string,
  address: string | undefined,
): ClientToken | Promise<ClientToken> =>
  settle(
    () => check.check(value, address),
    (principal) => {
      if (!principal) throw invalidApiKey();
      return principal;
    },
    cannotTell,
  );

const cannotTell = (cause: unknown): never => {
  if (cause instanceof OAuthError && cause.code === 'temporarily_unavailable') throw cause;
  throw temporarilyUnavailable({ detail: 'The check of API keys failed.', cause });
};
