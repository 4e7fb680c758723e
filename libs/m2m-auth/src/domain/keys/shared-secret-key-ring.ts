import { createHmac, createSecretKey } from 'node:crypto';
import type { VerificationKey } from '../../oauth/ports/verification-key-source.js';
import type { KeyRing } from './key-ring.js';
import type { Signer } from './signer.js';
import type { SignerFactory } from './signer-factory.js';

const MIN_SECRET_BYTES = 32;

/**
 * HS256 with one secret. Whoever can verify can also issue, and an application that signs its users' tokens with the
 * same secret could mint machine tokens: the managed keys are the better choice.
 */
export class SharedSecretKeyRing implements KeyRing {
  readonly algorithm = 'HS256';
  readonly publicKeys = null;
  readonly signer: Signer;
  private readonly key: VerificationKey;

  /** @throws Error when the secret has fewer than 32 bytes (RFC 7518 §3.2). */
  constructor(secret: string, signers: SignerFactory) {
    const bytes = Buffer.from(secret);
    if (bytes.length < MIN_SECRET_BYTES) {
      throw new Error(
        `The HS256 secret must have at least ${MIN_SECRET_BYTES} bytes; it has ${bytes.length}.`,
      );
    }
    const key = createSecretKey(bytes);
    // Not the RFC 7638 thumbprint: for a symmetric key that is a hash of the secret itself, in every token's header.
    const kid = createHmac('sha256', key).update('nestjs-m2m-auth kid').digest('base64url');
    this.key = { kid, algorithm: 'HS256', key };
    this.signer = signers.create({ kid, algorithm: 'HS256', key });
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  find(kid: string): VerificationKey | undefined {
    return kid === this.key.kid ? this.key : undefined;
  }
}
