/** A unique name is taken. Maps to 409. */
export class DuplicateError extends Error {
  constructor(
    readonly subject: 'client' | 'organization' | 'API key',
    options?: { cause?: unknown },
  ) {
    super(`The ${subject} exists already.`, options);
    this.name = 'DuplicateError';
  }
}

/**
 * The store could not answer. The message never holds SQL, parameters or a driver's text: those may carry
 * secrets; `reason` is a code such as an SQLSTATE or `timeout`.
 */
export class PersistenceError extends Error {
  /** @param advice what it means and what to do, as constant words. */
  constructor(
    readonly reason: string,
    advice?: string,
  ) {
    super(`The store could not answer (${reason})${advice === undefined ? '' : `: ${advice}`}.`);
    this.name = 'PersistenceError';
  }
}

/**
 * A projection or a database that this process uses belongs to another deployment than the one it started with. Nothing of
 * the two may mix, so nothing is written and nobody is let through on its word.
 */
export class ForeignDatabaseError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ForeignDatabaseError';
  }
}
