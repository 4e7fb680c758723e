import type { AsymmetricAlgorithm } from '../../oauth/signing-algorithm.js';
import type { PrivateKeyCipher } from './private-key-cipher.js';
import { publicJwkOf } from './public-jwk.js';
import type { SignerFactory } from './signer-factory.js';
import type { StoredSigningKey } from './signing-key.js';

/** A key that nobody has seen yet. */
export type NewKey = Pick<StoredSigningKey, 'kid' | 'algorithm' | 'publicJwk'> & {
  readonly sealedPrivateKey: string;
};

/** Makes keys ahead of the transactions that need them: an RSA key takes too long to be made under a lock. */
export class KeyMaker {
  private readonly spares: NewKey[] = [];

  constructor(
    private readonly signers: SignerFactory,
    private readonly cipher: PrivateKeyCipher,
  ) {}

  async ready(algorithm: AsymmetricAlgorithm, count: number): Promise<void> {
    while (this.spares.filter((key) => key.algorithm === algorithm).length < count) {
      this.spares.push(await this.make(algorithm));
    }
  }

  /** A key that is given to no other caller, also when the transaction it was meant for fails. */
  async take(algorithm: AsymmetricAlgorithm): Promise<NewKey> {
    const index = this.spares.findIndex((key) => key.algorithm === algorithm);
    const [spare] = index < 0 ? [] : this.spares.splice(index, 1);
    return spare ?? this.make(algorithm);
  }

  private async make(algorithm: AsymmetricAlgorithm): Promise<NewKey> {
    const privateKey = await this.signers.generate(algorithm);
    const publicJwk = publicJwkOf(privateKey, algorithm);
    const { kid } = publicJwk;
    const sealedPrivateKey = this.cipher.seal(privateKey.export({ type: 'pkcs8', format: 'der' }), kid);
    return { kid, algorithm, publicJwk, sealedPrivateKey };
  }
}
