import { createPrivateKey } from 'node:crypto';
import type { VerificationKey } from '../../oauth/ports/verification-key-source.js';
import type { AsymmetricAlgorithm } from '../../oauth/signing-algorithm.js';
import type { ChangeFeed } from '../changes/change-feed.js';
import type { Persistence, Transaction } from '../persistence/persistence.js';
import type { KeyRing } from './key-ring.js';
import type { PrivateKeyCipher } from './private-key-cipher.js';
import { publicJwkOf, publicKeyOf } from './public-jwk.js';
import type { Signer } from './signer.js';
import type { SignerFactory } from './signer-factory.js';
import type { PublicJwk, StoredSigningKey } from './signing-key.js';

/** Keys in the database, shared by every process of the issuer. The first process makes the first key, under a lock. */
export class ManagedKeyRing implements KeyRing {
  private active: Signer | undefined;
  private byKid: ReadonlyMap<string, VerificationKey> = new Map();
  private published: readonly PublicJwk[] = [];
  private readsBegun = 0;
  private readUsed = 0;

  constructor(
    readonly algorithm: AsymmetricAlgorithm,
    private readonly persistence: Pick<Persistence, 'transaction' | 'signingKeys'>,
    private readonly cipher: PrivateKeyCipher,
    private readonly signers: SignerFactory,
    feed: ChangeFeed,
    private readonly onError: (error: unknown) => void,
  ) {
    feed.onChanges(({ changes, truncated }) => {
      if (truncated || changes.some((change) => change.kind === 'signing-key')) void this.reload();
    });
  }

  get signer(): Signer {
    if (!this.active) throw new Error('The signing keys are not loaded yet.');
    return this.active;
  }

  get publicKeys(): readonly PublicJwk[] {
    return this.published;
  }

  find(kid: string): VerificationKey | undefined {
    return this.byKid.get(kid);
  }

  async start(): Promise<void> {
    const keys = await this.persistence.signingKeys.list();
    this.use(this.activeOf(keys) ? keys : await this.persistence.transaction((tx) => this.makeFirst(tx)));
  }

  private async reload(): Promise<void> {
    const turn = (this.readsBegun += 1);
    try {
      const keys = await this.persistence.signingKeys.list();
      // Answers can overtake each other: an older one must not put back what a newer one has replaced.
      if (turn < this.readUsed) return;
      this.readUsed = turn;
      this.use(keys);
    } catch (error) {
      // The keys known so far stay in use; the next change or restart reads again.
      this.onError(error);
    }
  }

  private async makeFirst(tx: Transaction): Promise<readonly StoredSigningKey[]> {
    await tx.signingKeys.lockAll();
    const found = await tx.signingKeys.list();
    if (this.activeOf(found)) return found;
    const privateKey = await this.signers.generate(this.algorithm);
    const publicJwk = publicJwkOf(privateKey, this.algorithm);
    await tx.signingKeys.insert({
      kid: publicJwk.kid,
      algorithm: this.algorithm,
      state: 'active',
      publicJwk,
      sealedPrivateKey: this.cipher.seal(privateKey.export({ type: 'pkcs8', format: 'der' }), publicJwk.kid),
      activatedAt: await tx.now(),
    });
    await tx.audit({
      event: 'oauth.signing_key.created',
      success: true,
      clientId: null,
      organizationId: null,
      ip: null,
      metadata: { kid: publicJwk.kid, algorithm: this.algorithm },
    });
    const keys = await tx.signingKeys.list();
    await tx.record({ changes: [{ kind: 'signing-key', subject: publicJwk.kid }], denials: [] });
    return keys;
  }

  private activeOf(keys: readonly StoredSigningKey[]): StoredSigningKey | undefined {
    return keys.find((key) => key.state === 'active' && key.algorithm === this.algorithm);
  }

  private use(keys: readonly StoredSigningKey[]): void {
    this.byKid = new Map(
      keys.map(({ kid, algorithm, publicJwk }) => [kid, { kid, algorithm, key: publicKeyOf(publicJwk) }]),
    );
    this.published = keys.map((key) => key.publicJwk);
    // Last: what this process cannot open it can still verify and publish.
    const active = this.activeOf(keys);
    if (active && active.kid !== this.active?.kid) this.active = this.signerOf(active);
  }

  private signerOf(stored: StoredSigningKey): Signer {
    const key = createPrivateKey({
      key: this.cipher.open(stored.sealedPrivateKey, stored.kid),
      format: 'der',
      type: 'pkcs8',
    });
    return this.signers.create({ kid: stored.kid, algorithm: stored.algorithm, key });
  }
}
