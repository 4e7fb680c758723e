import type { KeyObject } from 'node:crypto';
import type { SigningAlgorithm } from '../../oauth/signing-algorithm.js';
import type { Signer } from './signer.js';

/** A private or secret key that this process holds. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly key: KeyObject;
}

/** Makes signers of keys that this process holds. */
export interface SignerFactory {
  create(key: SigningKey): Signer;
  /** A new private key for the algorithm. */
  generate(algorithm: Exclude<SigningAlgorithm, 'HS256'>): Promise<KeyObject>;
}
