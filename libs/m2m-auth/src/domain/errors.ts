/** Input that cannot be stored as it is. Every problem at once, as `field: what is wrong`; never the values. */
export class InvalidInputError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('; '));
    this.name = 'InvalidInputError';
  }
}

/** @throws InvalidInputError when there is any problem. */
export const refuseInvalid = (problems: readonly string[]): void => {
  if (problems.length > 0) throw new InvalidInputError(problems);
};

/** There is no such thing, under a name the caller gave. */
export class NotFoundError extends Error {
  constructor(
    readonly subject:
      'client' | 'secret' | 'organization' | 'API key' | 'signing key' | 'initial access token',
  ) {
    super(`There is no such ${subject}.`);
    this.name = 'NotFoundError';
  }
}

/** The request is well formed but cannot be combined with what is stored. */
export class ConflictError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConflictError';
  }
}
