import type { VerificationKeySource } from '../../oauth/ports/verification-key-source.js';
import type { SigningAlgorithm } from '../../oauth/signing-algorithm.js';
import type { Signer } from './signer.js';
import type { PublicJwk } from './signing-key.js';

/** The keys of this issuer as this process knows them: one signs, all of them verify. */
export interface KeyRing extends VerificationKeySource {
  readonly algorithm: SigningAlgorithm;
  /** The active key. Throws before {@link start} has resolved. */
  readonly signer: Signer;
  /** The published keys; null when there is nothing that may be published (HS256). */
  readonly publicKeys: readonly PublicJwk[] | null;
  /** Loads the keys, and makes the first one where there is none. @throws when no key can be used, naming why. */
  start(): Promise<void>;
}
