import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { VerificationKey } from '../../oauth/ports/verification-key-source.js';
import type { AsymmetricAlgorithm } from '../../oauth/signing-algorithm.js';
import { algorithmOf, misfitOf } from './key-fits.js';
import type { KeyRing } from './key-ring.js';
import { publicJwkOf } from './public-jwk.js';
import type { Signer } from './signer.js';
import type { SignerFactory } from './signer-factory.js';
import type { PublicJwk } from './signing-key.js';

/** One key given by configuration: the same kid and valid tokens after every restart, and no rotation. */
export class PinnedKeyRing implements KeyRing {
  readonly algorithm: AsymmetricAlgorithm;
  readonly publicKeys: readonly PublicJwk[];
  readonly signer: Signer;
  private readonly key: VerificationKey;

  /**
   * @param pem a private key in PEM: PKCS#8, SEC 1 or PKCS#1. Literal `\n` of environment files count as line ends.
   * @param algorithm what it must fit; when left out, what it is meant for.
   * @throws Error saying what is wrong with the key: never any of its text.
   */
  constructor(pem: string, algorithm: AsymmetricAlgorithm | undefined, signers: SignerFactory) {
    const { privateKey, algorithm: chosen } = readPinnedKey(pem, algorithm);
    const jwk = publicJwkOf(privateKey, chosen);
    this.algorithm = chosen;
    this.publicKeys = [jwk];
    this.key = { kid: jwk.kid, algorithm: chosen, key: createPublicKey(privateKey) };
    this.signer = signers.create({ kid: jwk.kid, algorithm: chosen, key: privateKey });
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  find(kid: string): VerificationKey | undefined {
    return kid === this.key.kid ? this.key : undefined;
  }
}

/**
 * A private key in PEM and the algorithm that it is for.
 *
 * @throws Error saying what is wrong with the key: never any of its text.
 */
export const readPinnedKey = (
  pem: string,
  algorithm: AsymmetricAlgorithm | undefined,
): { readonly privateKey: KeyObject; readonly algorithm: AsymmetricAlgorithm } => {
  const privateKey = readPrivateKey(pem);
  const chosen = algorithm ?? algorithmOf(privateKey);
  if (!chosen) throw new Error('The signing key is neither EC P-256, RSA nor Ed25519.');
  const misfit = misfitOf(privateKey, chosen);
  if (misfit) throw new Error(`The signing key does not fit: ${misfit}.`);
  return { privateKey, algorithm: chosen };
};

const readPrivateKey = (pem: string): KeyObject => {
  try {
    return createPrivateKey(pem.replaceAll('\\n', '\n'));
  } catch {
    // OpenSSL's own words can quote the input.
    throw new Error('The signing key is not a private key in PEM.');
  }
};
