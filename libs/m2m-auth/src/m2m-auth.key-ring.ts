import { AesGcmPrivateKeyCipher } from './crypto/aes-gcm-private-key-cipher.js';
import { LocalSignerFactory } from './crypto/local-signer-factory.js';
import { UnsealedPrivateKeyCipher } from './crypto/unsealed-private-key-cipher.js';
import type { ChangeFeed } from './domain/changes/change-feed.js';
import type { KeyRing } from './domain/keys/key-ring.js';
import { ManagedKeyRing } from './domain/keys/managed-key-ring.js';
import { PinnedKeyRing } from './domain/keys/pinned-key-ring.js';
import { SharedSecretKeyRing } from './domain/keys/shared-secret-key-ring.js';
import type { Persistence } from './domain/persistence/persistence.js';
import type { RandomSource } from './oauth/ports/random-source.js';
import type { SigningOptions } from './m2m-auth.options.js';

interface KeyRingParts {
  readonly persistence: Persistence;
  readonly feed: ChangeFeed;
  readonly random: RandomSource;
  readonly onError: (error: unknown) => void;
  readonly warn: (message: string) => void;
}

/** The key ring that the signing options ask for. @throws Error saying what is wrong with a given key or secret. */
export const composeKeyRing = (signing: SigningOptions, parts: KeyRingParts): KeyRing => {
  const signers = new LocalSignerFactory();
  const { algorithm, secret, privateKey, keyEncryptionKeys = [] } = signing;
  if (secret !== undefined) return new SharedSecretKeyRing(secret, signers);
  if (privateKey !== undefined) {
    return new PinnedKeyRing(privateKey, algorithm === 'HS256' ? undefined : algorithm, signers);
  }
  const sealed = keyEncryptionKeys.length > 0;
  if (!sealed && parts.persistence.durable) {
    parts.warn(
      'Signing keys are stored unencrypted: give signing.keyEncryptionKeys. Production refuses this.',
    );
  }
  const cipher = sealed
    ? new AesGcmPrivateKeyCipher(keyEncryptionKeys, parts.random)
    : new UnsealedPrivateKeyCipher();
  return new ManagedKeyRing(
    algorithm === undefined || algorithm === 'HS256' ? 'ES256' : algorithm,
    parts.persistence,
    cipher,
    signers,
    parts.feed,
    parts.onError,
  );
};
