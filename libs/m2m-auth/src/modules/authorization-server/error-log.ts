import type { LoggerService } from '@nestjs/common';
import { PersistenceError } from '../../domain/stores/persistence-errors.js';
import { OAuthError } from '../../oauth/oauth-error.js';
import type { Clock } from '../../oauth/ports/clock.js';

const REPEAT_MS = 1_000;
const MAX_KINDS = 100;

/**
 * Tells errors to the log, each kind at most once a second: what callers can provoke, they must not be able to flood
 * the log with.
 */
export class ErrorLog {
  private readonly toldAt = new Map<string, number>();
  private untold = 0;

  constructor(
    private readonly logger: Pick<LoggerService, 'error'>,
    private readonly clock: Clock,
  ) {}

  report(error: unknown): void {
    const text = describe(error);
    const now = this.clock.monotonic();
    if (now - (this.toldAt.get(text) ?? Number.NEGATIVE_INFINITY) < REPEAT_MS) {
      this.untold += 1;
      return;
    }
    // Texts are constants of ours and names of classes, so there are few; this is for those of others.
    if (this.toldAt.size > MAX_KINDS) this.toldAt.clear();
    this.toldAt.set(text, now);
    const more = this.untold === 0 ? '' : ` (and ${this.untold} more since)`;
    this.untold = 0;
    this.logger.error(text + more, framesOf(rootOf(error)));
  }
}

/**
 * Without secrets: only messages of our own errors are repeated, since a driver's may carry SQL, parameters or addresses
 * with passwords. Of any other error the name and the frames of the stack remain.
 */
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
