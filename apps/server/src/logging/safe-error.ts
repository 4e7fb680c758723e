import { scrub } from './scrub.js';

export interface SafeError {
  readonly name: string;
  readonly code?: string;
  readonly message?: string;
  readonly detail?: string;
  readonly frames?: string;
  readonly cause?: SafeError;
}

const MAXIMUM_DEPTH = 4;
/** Members by which drivers (pg, TypeORM, ioredis) and Node carry what the caller sent along with an error. */
const carriers = ['query', 'parameters', 'driverError', 'severity', 'routine', 'command', 'input', 'body'];

/**
 * What of an error may stand in a log: its name and code, where it was thrown, and its message unless the error is
 * of a kind that repeats input. SQL, parameters and commands never.
 */
export function safeError(error: unknown, depth = 0): SafeError {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code, detail } = error as { code?: unknown; detail?: unknown };
  const speaks = !repeatsInput(error);
  return {
    name: error.name,
    ...(typeof code === 'string' && /^\w{1,60}$/.test(code) ? { code } : {}),
    ...(speaks ? { message: scrub(error.message) } : {}),
    ...(speaks && error.name === 'OAuthError' && typeof detail === 'string' ? { detail: scrub(detail) } : {}),
    frames: framesOf(error),
    ...(error.cause !== undefined && depth < MAXIMUM_DEPTH
      ? { cause: safeError(error.cause, depth + 1) }
      : {}),
  };
}

function repeatsInput(error: Error): boolean {
  return error instanceof SyntaxError || carriers.some((member) => member in error);
}

/** The lines of the stack without its head, which repeats the message. */
function framesOf(error: Error): string | undefined {
  return error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
