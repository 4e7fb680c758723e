import type { KeyObject } from 'node:crypto';
import type { SigningAlgorithm } from '../signing-algorithm.js';

/** A key that may verify tokens. The algorithm belongs to the key and is never taken from a token (RFC 8725 §3.1). */
export interface VerificationKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly key: KeyObject;
}

/** Where a verifier finds the key that a token's `kid` names. */
export interface VerificationKeySource {
  /**
   * The key with this kid, or undefined when no trusted key has it.
   * Answers without a promise when it can: the guard's hot path then awaits nothing.
   *
   * @throws OAuthError `temporarily_unavailable` when the source cannot tell; callers answer 503, never 401.
   */
  find(kid: string): VerificationKey | undefined | Promise<VerificationKey | undefined>;
}
