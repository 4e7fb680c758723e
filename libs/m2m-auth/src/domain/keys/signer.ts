import type { SigningAlgorithm } from '../../oauth/signing-algorithm.js';
import type { JsonObject } from '../../oauth/json.js';

/** Makes compact JWS access tokens with one key. A port, so that a KMS can stand behind it. */
export interface Signer {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  /**
   * Signs with header `{ typ: 'at+jwt', alg, kid }` (RFC 9068 §2.1); the claims are taken as they are.
   * Answers without a promise when the key is in this process.
   */
  sign(claims: JsonObject): string | Promise<string>;
}
