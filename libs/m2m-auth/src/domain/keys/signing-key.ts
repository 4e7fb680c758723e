import type { JsonWebKey } from 'node:crypto';
import type { AsymmetricAlgorithm } from '../../oauth/signing-algorithm.js';

/** A key's life: published before first use, kept until the last token it signed is dead. */
export type SigningKeyState = 'pending' | 'active' | 'retiring' | 'retired';

/** A public key as published. Private members cannot be expressed. */
export type PublicJwk = Readonly<
  Pick<JsonWebKey, 'kty' | 'crv' | 'x' | 'y' | 'n' | 'e'> & { kid: string; alg: string; use: 'sig' }
>;

/** A managed signing key as stored. */
export interface StoredSigningKey {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly algorithm: AsymmetricAlgorithm;
  readonly state: SigningKeyState;
  readonly publicJwk: PublicJwk;
  /** PKCS#8, sealed by a `PrivateKeyCipher`. */
  readonly sealedPrivateKey: string;
  readonly createdAt: Date;
  readonly activatedAt: Date | null;
}
