import { setTimeout as delay } from 'node:timers/promises';

/** The answer, or `otherwise` when it fails or takes longer than so many milliseconds. */
export async function within<T>(milliseconds: number, answer: Promise<T>, otherwise: T): Promise<T> {
  const timer = new AbortController();
  const late = delay(milliseconds, otherwise, { signal: timer.signal }).catch(() => otherwise);
  try {
    return await Promise.race([answer, late]);
  } catch {
    return otherwise;
  } finally {
    timer.abort();
  }
}
