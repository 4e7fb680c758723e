import { isGeneratedForm } from './generated-secret.js';

export const MIN_SUPPLIED_SECRET_LENGTH = 32;
export const MAX_SUPPLIED_SECRET_LENGTH = 128;

const HINT_LENGTH = 4;
// VSCHAR, the alphabet of client_secret (RFC 6749 appendix A.2).
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** By these a stored secret is picked for comparison. To be shown only as {@link hintOf} allows. */
export const lastCharacters = (secret: string): string => secret.slice(-HINT_LENGTH);

/** True for a secret that only a configuration document may give, and whose last characters are never shown. */
export const isShortSecret = (secret: string): boolean => secret.length < MIN_SUPPLIED_SECRET_LENGTH;

/** What is wrong with a secret that a caller supplies; nothing when the list is empty. Messages never repeat it. */
export function suppliedSecretProblems(secret: unknown): string[] {
  if (typeof secret !== 'string') return ['clientSecret must be a string'];
  const problems: string[] = [];
  if (isShortSecret(secret) || secret.length > MAX_SUPPLIED_SECRET_LENGTH) {
    problems.push(
      `clientSecret must have ${MIN_SUPPLIED_SECRET_LENGTH} to ${MAX_SUPPLIED_SECRET_LENGTH} characters`,
    );
  }
  problems.push(...unpresentableSecretProblems(secret));
  if (isGeneratedForm(secret)) problems.push('clientSecret must not have the form of a generated secret');
  return problems;
}

/** Why a secret could never be presented, however long it is. Messages never repeat it. */
export function unpresentableSecretProblems(secret: string): string[] {
  const problems: string[] = [];
  if (!PRINTABLE_ASCII.test(secret)) problems.push('clientSecret must be printable ASCII');
  // A parameter of blanks counts as omitted (RFC 6749 §3.2): such a secret could never be presented.
  if (secret.trim() === '') problems.push('clientSecret must not be blank');
  return problems;
}

/**
 * The last four characters, by which people and the server tell a client's secrets apart; null when the secret is too
 * short to give four away, or cannot be shown: only an imported one can be either.
 */
export function hintOf(secret: string): string | null {
  const tellable = !isShortSecret(secret) && PRINTABLE_ASCII.test(secret);
  return tellable ? lastCharacters(secret) : null;
}
