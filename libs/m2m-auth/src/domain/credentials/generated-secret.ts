import { createHash, timingSafeEqual } from 'node:crypto';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import { ChecksummedToken } from './checksummed-token.js';

const CLIENT_SECRET = new ChecksummedToken('m2ms_');
const DIGEST_SCHEME = 'sha256:';

/**
 * Makes a client secret: `m2ms_`, 32 random bytes in base64url, a checksum of six characters. Its alphabet
 * `[A-Za-z0-9_-]` reads the same whether a client form-encodes HTTP Basic (RFC 6749 §2.3.1) or, as half of them do, not.
 */
export const generateClientSecret = (random: RandomSource): string => CLIENT_SECRET.generate(random);

/** True for anything that looks generated, whether it was or not: prefix, length and alphabet. */
export const isGeneratedForm = (secret: string): boolean => CLIENT_SECRET.isForm(secret);

/** True when the checksum of a secret in generated form fits: a typing mistake or a guess ends here, at no cost. */
export const hasValidChecksum = (secret: string): boolean => CLIENT_SECRET.isValid(secret);

/** `sha256:<base64url>`: 256 bits of entropy need no slow hash. */
export const hashGeneratedSecret = (secret: string): string =>
  DIGEST_SCHEME + createHash('sha256').update(secret).digest('base64url');

/** True for a stored hash of {@link hashGeneratedSecret}. */
export const isGeneratedHash = (hash: string): boolean => hash.startsWith(DIGEST_SCHEME);

/** Compares two digests in constant time; a stored value that is no digest equals none. */
export function isSameDigest(presented: string, stored: string): boolean {
  const [a, b] = [Buffer.from(presented), Buffer.from(stored)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** True when a stored hash is the digest of this secret; constant time. */
export const matchesDigest = (secret: string, hash: string): boolean =>
  isSameDigest(hashGeneratedSecret(secret), hash);
