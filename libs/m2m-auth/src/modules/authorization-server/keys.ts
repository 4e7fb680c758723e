import { AesGcmPrivateKeyCipher } from '../../crypto/aes-gcm-private-key-cipher.js';
import { LocalSignerFactory } from '../../crypto/local-signer-factory.js';
import { UnsealedPrivateKeyCipher } from '../../crypto/unsealed-private-key-cipher.js';
import type { ChangeFeed } from '../../domain/changes/change-feed.js';
import type { ChangeWriter } from '../../domain/changes/change-writer.js';
import { KeyLifecycle } from '../../domain/keys/key-lifecycle.js';
import { KeyMaker } from '../../domain/keys/key-maker.js';
import type { KeyRing } from '../../domain/keys/key-ring.js';
import { KeySchedule } from '../../domain/keys/key-schedule.js';
import { ManagedKeyRing } from '../../domain/keys/managed-key-ring.js';
import { PinnedKeyRing } from '../../domain/keys/pinned-key-ring.js';
import type { PrivateKeyCipher } from '../../domain/keys/private-key-cipher.js';
import { SharedSecretKeyRing } from '../../domain/keys/shared-secret-key-ring.js';
import { SigningKeysService } from '../../domain/keys/signing-keys.service.js';
import type { Persistence, Transaction } from '../../domain/persistence/persistence.js';
import type { TokenLifetimeBound } from '../../domain/changes/denials.js';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { ResolvedSigningOptions } from './resolved-options.js';

/** A process that has not read of the next key yet signs with the old one; after seconds it issues nothing unread. */
const LATE_SIGNERS_SECONDS = 60;

interface KeyParts {
  readonly persistence: Persistence;
  readonly feed: ChangeFeed;
  readonly writer: ChangeWriter<Transaction>;
  readonly bound: TokenLifetimeBound;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly onError: (error: unknown) => void;
  readonly warn: (message: string) => void;
}

/** What the core has of keys. */
export interface ComposedKeys {
  readonly ring: KeyRing;
  readonly service: SigningKeysService;
  /** Null where no keys are managed. */
  readonly schedule: KeySchedule | null;
}

/** The keys that the signing options ask for. @throws Error saying what is wrong with a given key or secret. */
export const composeKeys = (signing: ResolvedSigningOptions, parts: KeyParts): ComposedKeys => {
  const signers = new LocalSignerFactory();
  const { algorithm, secret, privateKey } = signing;
  const given = (ring: KeyRing): ComposedKeys => ({
    ring,
    service: new SigningKeysService(null),
    schedule: null,
  });
  if (secret !== undefined) return given(new SharedSecretKeyRing(secret, signers));
  if (privateKey !== undefined) {
    return given(new PinnedKeyRing(privateKey, algorithm === 'HS256' ? undefined : algorithm, signers));
  }
  const { persistence, feed, writer, bound, clock, onError } = parts;
  const reader = persistence.signingKeys;
  const cipher = cipherFor(signing, parts);
  const lifecycle = new KeyLifecycle({
    algorithm: algorithm === undefined || algorithm === 'HS256' ? 'ES256' : algorithm,
    policy: {
      publishAheadSeconds: signing.publishAheadSeconds,
      rotationIntervalSeconds: signing.rotationIntervalSeconds,
      retainSeconds: bound.maxLifetimeSeconds + bound.clockSkewSeconds + LATE_SIGNERS_SECONDS,
    },
    bound,
    reader,
    writer,
    cipher,
    maker: new KeyMaker(signers, cipher),
  });
  const ring = new ManagedKeyRing({ lifecycle, reader, cipher, signers, feed, clock, onError });
  return {
    ring,
    service: new SigningKeysService({ lifecycle, ring, reader }),
    schedule: new KeySchedule(ring, lifecycle, clock, onError),
  };
};

const cipherFor = (
  { keyEncryptionKeys = [] }: ResolvedSigningOptions,
  { persistence, random, warn }: KeyParts,
): PrivateKeyCipher => {
  if (keyEncryptionKeys.length > 0) return new AesGcmPrivateKeyCipher(keyEncryptionKeys, random);
  if (persistence.durable) {
    warn('Signing keys are stored unencrypted: give signing.keyEncryptionKeys. Production refuses this.');
  }
  return new UnsealedPrivateKeyCipher();
};
