/** Seals private keys for the database. */
export interface PrivateKeyCipher {
  /** @param context bound to the result: what was sealed for one key cannot be put in the place of another. */
  seal(plaintext: Buffer, context: string): string;
  /** @throws Error naming the remedy when no configured key opens it. */
  open(sealed: string, context: string): Buffer;
  /**
   * The same under the key that seals now. Undefined when it is under that key already, or when no configured key opens
   * it: then it stays as it is.
   */
  reseal(sealed: string, context: string): string | undefined;
}
