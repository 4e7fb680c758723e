import { isInstant } from '../../oauth/instant.js';
import { unknownMembers, type KnownMembers } from '../known-members.js';

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

const NEW_SECRET_MEMBERS: KnownMembers<NewSecret> = {
  clientSecret: true,
  expiresAt: true,
  retireOthersAt: true,
};

const SECRET_UPDATE_MEMBERS: KnownMembers<SecretUpdate> = { expiresAt: true };

/** What is wrong with a new secret, apart from its value; `now` in milliseconds. */
export const newSecretProblems = (input: NewSecret, now: number): string[] => {
  const { expiresAt, retireOthersAt } = input;
  const problems = unknownMembers(input, NEW_SECRET_MEMBERS);
  problems.push(...deadlineProblems('expiresAt', expiresAt, now));
  problems.push(...deadlineProblems('retireOthersAt', retireOthersAt, now));
  if (problems.length === 0 && expiresAt && retireOthersAt && retireOthersAt >= expiresAt) {
    problems.push('retireOthersAt must be before expiresAt, or no secret would be left');
  }
  return problems;
};

/** What is wrong with a change of a secret; host code without types, and JSON, can leave its only member out. */
export const secretUpdateProblems = (changes: Partial<SecretUpdate>, now: number): string[] => [
  ...unknownMembers(changes, SECRET_UPDATE_MEMBERS),
  ...(changes.expiresAt === undefined
    ? ['expiresAt is required: a moment in the future, or null']
    : deadlineProblems('expiresAt', changes.expiresAt, now)),
];

const deadlineProblems = (name: string, value: Date | null | undefined, now: number): string[] =>
  value === undefined || value === null || (isInstant(value) && value.getTime() > now)
    ? []
    : [`${name} must be a moment in the future, before the year 10000`];
