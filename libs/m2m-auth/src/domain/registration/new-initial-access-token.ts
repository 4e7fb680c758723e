import { isInstant } from '../../oauth/instant.js';
import { unknownMembers, type KnownMembers } from '../known-members.js';
import { isLookupKey } from '../stores/lookup-key.js';
import type { RegistrationPolicy } from './registration-policy.js';

const MAX_USES = 1_000_000;

/** What can be said about an initial access token when it is made. */
export interface NewInitialAccessToken {
  /** Default: it does not expire. */
  readonly expiresAt?: Date | null;
  /** How many clients can be registered with it, 1 to 1,000,000. Default: as many as there can be. */
  readonly maxUses?: number | null;
  /** The organization of every client registered with it. */
  readonly organizationId?: string | null;
  /** Scopes that such clients may have, of those in `registration.scopes`. Default: all of them. */
  readonly scopes?: readonly string[] | null;
  /** Audiences of such clients, at least one of those in `registration.audiences`. Default: all of them. */
  readonly audiences?: readonly string[] | null;
}

const MEMBERS: KnownMembers<NewInitialAccessToken> = {
  expiresAt: true,
  maxUses: true,
  organizationId: true,
  scopes: true,
  audiences: true,
};

/** Every problem, as `field: what is wrong`; empty when it can be stored. */
export const initialAccessTokenProblems = (
  input: NewInitialAccessToken,
  policy: RegistrationPolicy,
  now: number,
): string[] => {
  const problems = unknownMembers(input, MEMBERS);
  const { expiresAt, maxUses, organizationId, scopes, audiences } = input;
  if (given(expiresAt) && !(isInstant(expiresAt) && expiresAt.getTime() > now)) {
    problems.push('expiresAt must be a moment in the future, before the year 10000');
  }
  if (given(maxUses) && !(Number.isInteger(maxUses) && maxUses >= 1 && maxUses <= MAX_USES)) {
    problems.push(`maxUses must be a whole number from 1 to ${MAX_USES}`);
  }
  if (given(organizationId) && !isLookupKey(organizationId)) {
    problems.push('organizationId names no organization');
  }
  if (given(scopes) && !isWithin(scopes, policy.scopes)) {
    problems.push('scopes must be among those that registration.scopes permits');
  }
  if (given(audiences) && !(isWithin(audiences, policy.audiences) && audiences.length > 0)) {
    problems.push('audiences must be among those that registration.audiences permits, and at least one');
  }
  return problems;
};

const given = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;

const isWithin = (values: unknown, allowed: readonly string[]): boolean =>
  Array.isArray(values) && values.every((value) => allowed.includes(value as string));
