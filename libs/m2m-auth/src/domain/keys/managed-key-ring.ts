import { createPrivateKey } from 'node:crypto';
import { temporarilyUnavailable } from '../../oauth/errors.js';
import type { Clock } from '../../oauth/ports/clock.js';
import type { VerificationKey } from '../../oauth/ports/verification-key-source.js';
import type { AsymmetricAlgorithm } from '../../oauth/signing-algorithm.js';
import type { ChangeFeed } from '../changes/change-feed.js';
import type { SigningKeyReader } from './signing-key-store.js';
import type { KeyLifecycle } from './key-lifecycle.js';
import { activeOf } from './key-plan.js';
import type { KeyRing } from './key-ring.js';
import { PacedReload } from './paced-reload.js';
import type { PrivateKeyCipher } from './private-key-cipher.js';
import { publicKeyOf } from './public-jwk.js';
import type { Signer } from './signer.js';
import type { SignerFactory } from './signer-factory.js';
import type { PublicJwk, StoredSigningKey } from './signing-key.js';

export interface ManagedKeyRingParts {
  readonly lifecycle: Pick<KeyLifecycle, 'algorithm' | 'prepare'>;
  readonly reader: SigningKeyReader;
  readonly cipher: PrivateKeyCipher;
  readonly signers: SignerFactory;
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/**
 * The keys in the database as this process knows them: read at start, whenever a change names one, and when a token
 * names one that is not known here yet.
 */
export class ManagedKeyRing implements KeyRing {
  private active: Signer | undefined;
  private byKid: ReadonlyMap<string, VerificationKey> = new Map();
  private stored: readonly StoredSigningKey[] = [];
  private published: readonly PublicJwk[] = [];
  private readsBegun = 0;
  private readUsed = 0;
  private failed = false;
  private readonly missing: PacedReload;

  constructor(private readonly parts: ManagedKeyRingParts) {
    this.missing = new PacedReload(() => this.read(), parts.clock);
    parts.feed.onChanges(({ changes, truncated }) => {
      if (truncated || changes.some((change) => change.kind === 'signing-key')) void this.reload();
    });
  }

  get algorithm(): AsymmetricAlgorithm {
    return this.parts.lifecycle.algorithm;
  }

  /** @throws OAuthError `temporarily_unavailable` when this process holds no key whose tokens anybody would accept. */
  get signer(): Signer {
    if (!this.active) throw new Error('The signing keys are not loaded yet.');
    if (!this.byKid.has(this.active.kid)) throw temporarilyUnavailable({ detail: 'No usable signing key.' });
    return this.active;
  }

  get publicKeys(): readonly PublicJwk[] {
    return this.published;
  }

  /** The keys that are not retired, as last read. */
  get keys(): readonly StoredSigningKey[] {
    return this.stored;
  }

  /** True when the last read failed: what is known here may be old. */
  get behind(): boolean {
    return this.failed;
  }

  /** A kid that is not known may be one that another process has just begun to use: the database is asked. */
  find(kid: string): VerificationKey | undefined | Promise<VerificationKey | undefined> {
    return this.byKid.get(kid) ?? this.findMissing(kid);
  }

  async start(): Promise<void> {
    this.use(await this.parts.lifecycle.prepare());
  }

  /** Reads again; never rejects. When it fails, what is known so far stays in use, and {@link behind} says so. */
  async reload(): Promise<void> {
    try {
      await this.read();
    } catch (error) {
      this.parts.onError(error);
    }
  }

  private async findMissing(kid: string): Promise<VerificationKey | undefined> {
    try {
      await this.missing.once();
    } catch (error) {
      const found = this.byKid.get(kid);
      if (found) return found;
      throw temporarilyUnavailable({ cause: error });
    }
    return this.byKid.get(kid);
  }

  private async read(): Promise<void> {
    const turn = (this.readsBegun += 1);
    try {
      const keys = await this.parts.reader.list();
      // Answers can overtake each other: an older one must not put back what a newer one has replaced.
      if (turn < this.readUsed) return;
      this.readUsed = turn;
      this.use(keys);
      this.failed = false;
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }

  private use(keys: readonly StoredSigningKey[]): void {
    // No transaction leaves it so; whatever did, this process keeps what it knows.
    if (keys.length === 0) throw new Error('There are no signing keys.');
    this.byKid = new Map(keys.map((key) => [key.kid, this.byKid.get(key.kid) ?? verificationKey(key)]));
    this.stored = keys;
    this.published = keys.map((key) => key.publicJwk);
    const active = activeOf(keys, this.algorithm);
    // It was ended by processes of another algorithm. The schedule sees so by `keys`, and makes one.
    if (!active) throw new Error(`There is no active signing key for ${this.algorithm}.`);
    // Last: what this process cannot open it can still verify and publish.
    if (active.kid !== this.active?.kid) this.active = this.signerOf(active);
  }

  private signerOf({ kid, algorithm, sealedPrivateKey }: StoredSigningKey): Signer {
    const key = createPrivateKey({
      key: this.parts.cipher.open(sealedPrivateKey ?? '', kid),
      format: 'der',
      type: 'pkcs8',
    });
    return this.parts.signers.create({ kid, algorithm, key });
  }
}

const verificationKey = ({ kid, algorithm, publicJwk }: StoredSigningKey): VerificationKey => ({
  kid,
  algorithm,
  key: publicKeyOf(publicJwk),
});
