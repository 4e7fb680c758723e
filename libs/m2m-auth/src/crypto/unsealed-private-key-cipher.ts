import type { PrivateKeyCipher } from '../domain/keys/private-key-cipher.js';

const UNSEALED = 'unsealed';

export const isUnsealed = (stored: string): boolean => stored.startsWith(`${UNSEALED}:`);

/** Keeps keys as they are, for development and for stores that die with the process. Never composed in production. */
export class UnsealedPrivateKeyCipher implements PrivateKeyCipher {
  seal(plaintext: Buffer): string {
    return `${UNSEALED}:${plaintext.toString('base64url')}`;
  }

  open(sealed: string, context: string): Buffer {
    const [scheme, text] = sealed.split(':');
    if (scheme === UNSEALED && text) return Buffer.from(text, 'base64url');
    throw new Error(
      `Signing key ${context} is stored encrypted: configure the key-encryption key (signing.keyEncryptionKeys) it was stored with.`,
    );
  }

  /** There is one way of keeping a key as it is. */
  reseal(): undefined {
    return undefined;
  }
}
