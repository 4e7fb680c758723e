/** Seals private keys for the database. */
export interface PrivateKeyCipher {
  /** @param context bound to the result: what was sealed for one key cannot be put in the place of another. */
  seal(plaintext: Buffer, context: string): string;
  /** @throws Error naming the remedy when no configured key opens it. */
  open(sealed: string, context: string): Buffer;
}
