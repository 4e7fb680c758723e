import type { OAuthError } from '../../oauth/oauth-error.js';
import { temporarilyUnavailable } from '../../oauth/errors.js';

/** Redis' own error code, or what kind of failure it was. Never the message: Redis repeats arguments in some. */
const reasonOf = (failure: unknown): string => {
  const error = firstOf(failure);
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'ReplyError') return /^[A-Z]+/.exec(error.message)?.[0] ?? 'reply';
  return /timed out/.test(error.message) ? 'timeout' : 'connection';
};

/** A transaction that was refused says only that; the command that was refused in it says why. */
const firstOf = (failure: unknown): unknown => {
  const previous =
    failure instanceof Error && 'previousErrors' in failure ? failure.previousErrors : undefined;
  return Array.isArray(previous) && previous.length > 0 ? (previous[0] as unknown) : failure;
};

export const redisUnavailable = (doing: string, error: unknown): OAuthError =>
  temporarilyUnavailable({ detail: `redis: ${doing} failed (${reasonOf(error)})` });
