import { PersistenceError } from '../../../domain/stores/persistence-errors.js';

/** The database kept silent until our own timer fired. */
export class SilenceError extends PersistenceError {
  constructor() {
    super('timeout');
  }
}

/**
 * The outcome of `work`, or SilenceError after `limitMs`. The work itself goes on: whoever started it cleans up
 * after it. When the timer fires, answers that lie in the socket already are still taken, so that a busy event loop
 * is not mistaken for a silent database.
 */
export const withLimit = <T>(limitMs: number, work: Promise<T>): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new SilenceError())), limitMs);
    void work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
