import type { JsonWebKey } from 'node:crypto';
import type { AsymmetricAlgorithm } from '../../oauth/signing-algorithm.js';

/**
 * A key's life: `pending` (published, signs nothing yet), `active` (signs), `retiring` (signs no more, what it signed
 * may live), `retired` (trusted by nobody).
 */
export type SigningKeyState = 'pending' | 'active' | 'retiring' | 'retired';

/** A public key as published. Private members cannot be expressed. */
export type PublicJwk = Readonly<
  Pick<JsonWebKey, 'kty' | 'crv' | 'x' | 'y' | 'n' | 'e'> & { kid: string; alg: string; use: 'sig' }
>;

/** A managed signing key as everybody may see it. */
export interface SigningKeyView {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly algorithm: AsymmetricAlgorithm;
  readonly state: SigningKeyState;
  /** Published since. */
  readonly createdAt: Date;
  /** When a pending key will sign because a rotation was asked for; null while only the schedule decides. */
  readonly activatesAt: Date | null;
  /** Signs, or signed, since. */
  readonly activatedAt: Date | null;
  /** When the last token that a retiring key can have signed is dead. */
  readonly retiresAt: Date | null;
  /** Trusted by nobody since. */
  readonly retiredAt: Date | null;
  readonly publicJwk: PublicJwk;
}

/** A managed signing key as stored. */
export interface StoredSigningKey extends SigningKeyView {
  /** PKCS#8, sealed by a `PrivateKeyCipher`; null when the key is retired. */
  readonly sealedPrivateKey: string | null;
}

export const signingKeyView = ({ sealedPrivateKey: _, ...view }: StoredSigningKey): SigningKeyView => view;
