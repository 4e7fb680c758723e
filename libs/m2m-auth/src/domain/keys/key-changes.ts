import type { AuditedTransaction } from '../changes/change-store.js';
import type { SigningKeyTransaction, SigningKeyChanges } from './signing-key-store.js';
import type { AsymmetricAlgorithm } from '../../oauth/signing-algorithm.js';

import type { KeyMaker } from './key-maker.js';
import { activeOf, pendingOf, planFor, retirementAfter, type KeyPolicy } from './key-plan.js';
import type { StoredSigningKey } from './signing-key.js';

type KeyEvent = 'created' | 'activated' | 'retired' | 'revoked' | 'scheduled' | 'resealed';

type KeyTransaction = SigningKeyTransaction & AuditedTransaction;

/** What one transaction does to the keys, while it holds the lock that excludes every other one. */
export class KeyChanges {
  /** The kids whose rows other processes must read again. */
  readonly changed: string[] = [];

  private constructor(
    private readonly tx: KeyTransaction,
    private readonly policy: KeyPolicy,
    private readonly maker: KeyMaker,
    /** By the database's clock, after the wait for the lock. */
    readonly now: Date,
    private keys: readonly StoredSigningKey[],
  ) {}

  static async begin(tx: KeyTransaction, policy: KeyPolicy, maker: KeyMaker): Promise<KeyChanges> {
    await tx.signingKeys.lockAll();
    return new KeyChanges(tx, policy, maker, await tx.now(), await tx.signingKeys.list());
  }

  /** As they are by now. */
  get current(): readonly StoredSigningKey[] {
    return this.keys;
  }

  active(algorithm: AsymmetricAlgorithm): StoredSigningKey | undefined {
    return activeOf(this.keys, algorithm);
  }

  pending(algorithm: AsymmetricAlgorithm): StoredSigningKey | undefined {
    return pendingOf(this.keys, algorithm);
  }

  /** Does what is due: forgets what is dead, lets the next key sign, and publishes one after it. */
  async advance(algorithm: AsymmetricAlgorithm): Promise<void> {
    const plan = planFor(this.keys, algorithm, this.policy, this.now);
    for (const key of plan.retire) await this.retire(key, 'retired');
    if (plan.missingActive || plan.activate) await this.promote(algorithm);
    else if (plan.missingPending) await this.create(algorithm, 'pending');
  }

  /** The next key signs from now on, however long it was published, and another one is published ahead. */
  async promote(algorithm: AsymmetricAlgorithm): Promise<void> {
    const former = this.active(algorithm);
    if (former) {
      const retiresAt = retirementAfter(this.now, this.policy);
      await this.update(former, { state: 'retiring', retiresAt });
    }
    const next = this.pending(algorithm);
    if (next) {
      await this.update(next, { state: 'active', activatedAt: this.now });
      await this.audit('activated', next);
    } else {
      await this.create(algorithm, 'active');
    }
    await this.create(algorithm, 'pending');
  }

  async schedule(pending: StoredSigningKey, activatesAt: Date): Promise<void> {
    await this.update(pending, { activatesAt });
    await this.audit('scheduled', pending);
  }

  /** Trusted by nobody from now on; its private half is gone. */
  async retire(key: StoredSigningKey, event: 'retired' | 'revoked'): Promise<void> {
    await this.update(key, { state: 'retired', retiredAt: this.now, sealedPrivateKey: null });
    await this.audit(event, key);
  }

  /** The same key under another seal: nobody has to read it again. */
  async reseal(key: StoredSigningKey, sealedPrivateKey: string): Promise<void> {
    await this.tx.signingKeys.update(key.kid, { sealedPrivateKey });
    await this.audit('resealed', key);
  }

  private async create(algorithm: AsymmetricAlgorithm, state: 'pending' | 'active'): Promise<void> {
    const key = {
      ...(await this.maker.take(algorithm)),
      state,
      activatesAt: null,
      activatedAt: state === 'active' ? this.now : null,
      retiresAt: null,
      retiredAt: null,
    };
    await this.tx.signingKeys.insert(key);
    await this.audit('created', key);
    if (state === 'active') await this.audit('activated', key);
    this.keys = [...this.keys, { ...key, createdAt: this.now }];
    this.changed.push(key.kid);
  }

  private async update({ kid }: StoredSigningKey, changes: SigningKeyChanges): Promise<void> {
    await this.tx.signingKeys.update(kid, changes);
    const keys = this.keys.map((key) => (key.kid === kid ? { ...key, ...changes } : key));
    this.keys = keys.filter((key) => key.state !== 'retired');
    this.changed.push(kid);
  }

  private audit(event: KeyEvent, key: Pick<StoredSigningKey, 'kid' | 'algorithm'>): Promise<void> {
    return this.tx.audit({
      event: `oauth.signing_key.${event}`,
      success: true,
      clientId: null,
      organizationId: null,
      ip: null,
      metadata: { kid: key.kid, algorithm: key.algorithm },
    });
  }
}
