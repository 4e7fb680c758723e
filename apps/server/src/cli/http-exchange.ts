import { CommandError } from './command-error.js';
import { EXIT } from './exit-code.js';

/** An answer of a server, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Sends one request and reads the whole answer. It follows no redirect: credentials must not go where a server points.
 *
 * @throws CommandError when no answer comes within `timeoutMs`.
 */
export const exchange = async (
  target: URL | string,
  request: Readonly<Pick<RequestInit, 'method' | 'headers' | 'body'>>,
  timeoutMs: number,
): Promise<HttpAnswer> => {
  try {
    const response = await fetch(target, {
      ...request,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw new CommandError(
      `${new URL(target).origin} cannot be reached: ${reasonOf(error)}`,
      EXIT.unavailable,
    );
  }
};

/** How a run ends after a status that is no success: only some of them may be gone the next time. */
export const exitCodeOf = (status: number): typeof EXIT.unavailable | typeof EXIT.refused =>
  status >= 500 || status === 429 ? EXIT.unavailable : EXIT.refused;

const reasonOf = (error: unknown): string => {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown; message?: unknown } };
  if (name === 'TimeoutError') return 'it did not answer in time.';
  const reasons = [cause?.code, cause?.message, 'there is no answer'];
  return reasons.find((reason) => typeof reason === 'string' && reason !== '') as string;
};
