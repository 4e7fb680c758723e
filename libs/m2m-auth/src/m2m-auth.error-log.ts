import type { LoggerService } from '@nestjs/common';
import { PersistenceError } from './domain/persistence/persistence-errors.js';
import { OAuthError } from './oauth/oauth-error.js';

/**
 * Tells an error to the log without its secrets: only messages of our own errors are repeated, since a driver's may
 * carry SQL, parameters or addresses with passwords. Of any other error the name and the frames of the stack remain.
 */
export const logError = (logger: Pick<LoggerService, 'error'>, error: unknown): void => {
  logger.error(describe(error), framesOf(rootOf(error)));
};

const describe = (error: unknown): string => {
  if (error instanceof OAuthError) {
    const cause = error.cause === undefined ? '' : ` (${describe(error.cause)})`;
    return `${error.code}: ${error.detail ?? error.description}${cause}`;
  }
  if (error instanceof PersistenceError) return error.message;
  return error instanceof Error ? error.name : 'Something that is no Error was thrown';
};

const rootOf = (error: unknown): unknown =>
  error instanceof OAuthError && error.cause !== undefined ? rootOf(error.cause) : error;

const framesOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error) || error instanceof PersistenceError || error instanceof OAuthError)
    return undefined;
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return frames?.join('\n');
};
