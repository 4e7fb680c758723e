/** What can be said about a further secret. */
export interface NewSecret {
  /** 32 to 128 printable ASCII characters; made by the server when absent, which is better. */
  readonly clientSecret?: string;
  /** In the future. Left out or null: it does not expire by itself. */
  readonly expiresAt?: Date | null;
  /** In the future: when every other live secret of the client expires, unless it does so earlier. */
  readonly retireOthersAt?: Date | null;
}

/** What can be changed of a secret. */
export interface SecretUpdate {
  /** In the future; null: it does not expire by itself. */
  readonly expiresAt: Date | null;
}

/** What is wrong with the times of a new secret; `now` in milliseconds. */
export const newSecretProblems = ({ expiresAt, retireOthersAt }: NewSecret, now: number): string[] => {
  const problems = [...deadlineProblems('expiresAt', expiresAt, now)];
  problems.push(...deadlineProblems('retireOthersAt', retireOthersAt, now));
  if (problems.length === 0 && expiresAt && retireOthersAt && retireOthersAt >= expiresAt) {
    problems.push('retireOthersAt must be before expiresAt, or no secret would be left');
  }
  return problems;
};

/** What is wrong with a change of a secret; host code without types, and JSON, can leave its only member out. */
export const secretUpdateProblems = ({ expiresAt }: Partial<SecretUpdate>, now: number): string[] =>
  expiresAt === undefined
    ? ['expiresAt is required: a moment in the future, or null']
    : deadlineProblems('expiresAt', expiresAt, now);

const deadlineProblems = (name: string, value: Date | null | undefined, now: number): string[] =>
  // Written so that an invalid date, whose time is NaN, is refused as well.
  value === undefined || value === null || (value instanceof Date && value.getTime() > now)
    ? []
    : [`${name} must be a moment in the future`];
