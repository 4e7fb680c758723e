import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { PrivateKeyCipher } from '../domain/keys/private-key-cipher.js';
import type { RandomSource } from '../oauth/ports/random-source.js';
import { isUnsealed } from './unsealed-private-key-cipher.js';

const SEALED = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals with AES-256-GCM under the first of the given keys, opens with any of them: so the key can be changed by
 * putting the new one first. Each given key is stretched to 256 bits by HKDF-SHA-256.
 */
export class AesGcmPrivateKeyCipher implements PrivateKeyCipher {
  private readonly keys: readonly Buffer[];

  /** @throws Error when there is no key or one has fewer than 32 bytes. */
  constructor(
    keys: readonly string[],
    private readonly random: RandomSource,
  ) {
    if (keys.length === 0 || keys.some((key) => Buffer.byteLength(key) < 32)) {
      throw new Error('A key-encryption key must have at least 32 bytes.');
    }
    this.keys = keys.map((key) =>
      Buffer.from(hkdfSync('sha256', key, '', 'nestjs-m2m-auth signing keys', 32)),
    );
  }

  seal(plaintext: Buffer, context: string): string {
    const [key] = this.keys;
    if (!key) throw new Error('A key-encryption key must have at least 32 bytes.');
    const nonce = this.random.bytes(NONCE_BYTES);
    const cipher = createCipheriv(SEALED, key, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    return `${SEALED}:${sealed.toString('base64url')}`;
  }

  /** @throws Error naming the remedy. */
  open(sealed: string, context: string): Buffer {
    const opened = openWith(this.keys, sealed, context);
    if (opened) return opened;
    throw new Error(`Signing key ${context} cannot be opened: ${reasonOf(sealed)}`);
  }

  reseal(sealed: string, context: string): string | undefined {
    if (openWith(this.keys.slice(0, 1), sealed, context)) return undefined;
    const opened = openWith(this.keys.slice(1), sealed, context);
    return opened && this.seal(opened, context);
  }
}

const REPLACE =
  'delete its row from m2m_signing_keys; another key is made at the next start, and the tokens that it has signed end';

const reasonOf = (sealed: string): string =>
  isUnsealed(sealed)
    ? 'it was stored without encryption, when no key-encryption key (signing.keyEncryptionKeys) was configured. ' +
      `Who could read the database could sign with it: ${REPLACE}.`
    : 'none of the configured key-encryption keys (signing.keyEncryptionKeys) is the one it was stored with. ' +
      `Add that one behind the new one. If it is lost, ${REPLACE}.`;

const openWith = (keys: readonly Buffer[], sealed: string, context: string): Buffer | undefined => {
  const [scheme, text] = sealed.split(':');
  const bytes = Buffer.from(text ?? '', 'base64url');
  if (scheme !== SEALED || bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
  for (const key of keys) {
    const opened = tryOpen(bytes, key, context);
    if (opened) return opened;
  }
  return undefined;
};

const tryOpen = (bytes: Buffer, key: Buffer, context: string): Buffer | undefined => {
  const decipher = createDecipheriv(SEALED, key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
};
