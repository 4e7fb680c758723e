import { createHash, timingSafeEqual } from 'node:crypto';
import type { RandomSource } from '../../oauth/ports/random-source.js';

// A fixed prefix lets secret scanners find a leaked secret and say what it opens.
const PREFIX = 'm2ms_';
const BODY_BYTES = 32;
const CHECKSUM_LENGTH = 6;
const FORM = /^m2ms_[A-Za-z0-9_-]{49}$/;
const DIGEST_SCHEME = 'sha256:';

// A hash and not a key-based code, so that scanners and other processes can check it without knowing anything. It tells
// nothing that is of use: 36 bits, one way, of 256. It is made over other bytes than the stored digest.
const checksumOf = (body: string): string =>
  createHash('sha256').update(body).digest('base64url').slice(0, CHECKSUM_LENGTH);

/**
 * Makes a client secret: `m2ms_`, 32 random bytes in base64url, a checksum of six characters. Its alphabet
 * `[A-Za-z0-9_-]` reads the same whether a client form-encodes HTTP Basic (RFC 6749 §2.3.1) or, as half of them do, not.
 */
export function generateClientSecret(random: RandomSource): string {
  const body = random.bytes(BODY_BYTES).toString('base64url');
  return PREFIX + body + checksumOf(body);
}

/** True for anything that looks generated, whether it was or not: prefix, length and alphabet. */
export const isGeneratedForm = (secret: string): boolean => FORM.test(secret);

/** True when the checksum of a secret in generated form fits: a typing mistake or a guess ends here, at no cost. */
export function hasValidChecksum(secret: string): boolean {
  const body = secret.slice(PREFIX.length, -CHECKSUM_LENGTH);
  return isGeneratedForm(secret) && secret.endsWith(checksumOf(body));
}

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
