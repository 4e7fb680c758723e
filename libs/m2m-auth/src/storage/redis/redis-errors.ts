import type { OAuthError } from '../../oauth/oauth-error.js';
import { temporarilyUnavailable } from '../../oauth/errors.js';

/** Redis' own error code, or what kind of failure it was. Never the message: Redis repeats arguments in some. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'ReplyError') return /^[A-Z]+/.exec(error.message)?.[0] ?? 'reply';
  return /timed out/.test(error.message) ? 'timeout' : 'connection';
};

export const redisUnavailable = (doing: string, error: unknown): OAuthError =>
  temporarilyUnavailable({ detail: `redis: ${doing} failed (${reasonOf(error)})` });
