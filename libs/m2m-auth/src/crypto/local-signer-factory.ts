import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Signer } from '../domain/keys/signer.js';
import type { SignerFactory, SigningKey } from '../domain/keys/signer-factory.js';
import type { AsymmetricAlgorithm } from '../oauth/signing-algorithm.js';
import { EdDsaSigner } from './eddsa-signer.js';
import { JwtServiceSigner } from './jwt-service-signer.js';

const generate = promisify(generateKeyPair);
const RSA_BITS = 2_048;

/** Signs with keys held in this process. */
export class LocalSignerFactory implements SignerFactory {
  create({ kid, algorithm, key }: SigningKey): Signer {
    return algorithm === 'EdDSA' ? new EdDsaSigner(kid, key) : new JwtServiceSigner(kid, algorithm, key);
  }

  async generate(algorithm: AsymmetricAlgorithm): Promise<KeyObject> {
    switch (algorithm) {
      case 'ES256':
        return (await generate('ec', { namedCurve: 'P-256' })).privateKey;
      case 'RS256':
        return (await generate('rsa', { modulusLength: RSA_BITS })).privateKey;
      case 'EdDSA':
        return (await generate('ed25519')).privateKey;
    }
  }
}
