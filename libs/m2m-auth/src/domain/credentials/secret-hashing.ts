/**
 * How secrets that the server generates are stored: `by-entropy` as a digest, since 256 random bits need no slow hash;
 * `bcrypt` as slowly as those that a person may have chosen, for those whose rules demand it. Secrets with a digest stay
 * valid after a change to `bcrypt` and are hashed anew at their next use; for the way back new secrets are needed.
 */
export type SecretHashing = 'by-entropy' | 'bcrypt';
