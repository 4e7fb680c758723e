import { createHash } from 'node:crypto';
import type { RandomSource } from '../../oauth/ports/random-source.js';

const BODY_BYTES = 32;
export const CHECKSUM_LENGTH = 6;
const BODY_AND_CHECKSUM = /^[A-Za-z0-9_-]{49}$/;

// A hash and not a key-based code, so that scanners and other processes can check it without knowing anything. It tells
// nothing that is of use: 36 bits, one way, of 256. It is made over other bytes than the stored digest.
export const checksumOf = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, CHECKSUM_LENGTH);

/**
 * Random values of one kind: a prefix, by which secret scanners tell what a leaked one opens, 32 random bytes in
 * base64url, and a checksum of six characters.
 */
export class ChecksummedToken {
  /** @param prefix of `[A-Za-z0-9_-]` */
  constructor(private readonly prefix: string) {}

  generate(random: RandomSource): string {
    const body = random.bytes(BODY_BYTES).toString('base64url');
    return this.prefix + body + checksumOf(body);
  }

  /** True for anything that looks generated, whether it was or not: prefix, length and alphabet. */
  isForm(value: string): boolean {
    return value.startsWith(this.prefix) && BODY_AND_CHECKSUM.test(value.slice(this.prefix.length));
  }

  /** True when the checksum fits as well: a typing mistake or a guess ends here, at no cost. */
  isValid(value: string): boolean {
    const body = value.slice(this.prefix.length, -CHECKSUM_LENGTH);
    return this.isForm(value) && value.endsWith(checksumOf(body));
  }
}
