import { createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type {
  VerificationKey,
  VerificationKeySource,
} from '../../../libs/m2m-auth/src/oauth/ports/verification-key-source.js';
import type { SigningAlgorithm } from '../../../libs/m2m-auth/src/oauth/signing-algorithm.js';

/** A key with both halves, as an issuer holds it. */
export interface SigningKeyPair extends VerificationKey {
  readonly privateKey: KeyObject;
}

const pair = (algorithm: SigningAlgorithm, { publicKey, privateKey }: KeyHalves): SigningKeyPair => ({
  kid: `${algorithm}-key`,
  algorithm,
  key: publicKey,
  privateKey,
});

interface KeyHalves {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

const secret = createSecretKey(Buffer.alloc(32, 7));

export const es256 = pair('ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }));
export const rs256 = pair('RS256', generateKeyPairSync('rsa', { modulusLength: 2048 }));
export const edDSA = pair('EdDSA', generateKeyPairSync('ed25519'));
export const hs256 = pair('HS256', { publicKey: secret, privateKey: secret });

export const allKeys: readonly SigningKeyPair[] = [es256, rs256, edDSA, hs256];

/** Trusts exactly these keys. */
export const trusting = (...keys: readonly VerificationKey[]): VerificationKeySource => ({
  find: (kid) => keys.find((key) => key.kid === kid),
});
