import { PersistenceError } from '../domain/stores/persistence-errors.js';
import { temporarilyUnavailable } from '../oauth/errors.js';

/**
 * Waits for work that reads or writes the truth.
 *
 * @throws OAuthError `temporarily_unavailable` (503) when the store could not answer; every other error as it is.
 */
export const storeAnswers = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof PersistenceError)) throw cause;
    throw temporarilyUnavailable({ detail: 'The store could not answer.', cause });
  }
};
