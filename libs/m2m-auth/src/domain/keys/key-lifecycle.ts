import type { SigningKeyTransaction, SigningKeyReader } from './signing-key-store.js';
import type { AsymmetricAlgorithm } from '../../oauth/signing-algorithm.js';
import type { ChangeWriter, Written } from '../changes/change-writer.js';
import { NotFoundError } from '../errors.js';

import { denialMember, type Denial } from '../changes/denial.js';
import { deathOfLastToken, type TokenLifetimeBound } from '../changes/denials.js';
import { KeyChanges } from './key-changes.js';
import type { KeyMaker } from './key-maker.js';
import { activeOf, pendingOf, publishedLongEnoughAt, type KeyPolicy } from './key-plan.js';
import type { PrivateKeyCipher } from './private-key-cipher.js';
import type { StoredSigningKey } from './signing-key.js';

export interface KeyLifecycleParts {
  readonly algorithm: AsymmetricAlgorithm;
  readonly policy: KeyPolicy;
  readonly bound: TokenLifetimeBound;
  readonly reader: SigningKeyReader;
  readonly writer: ChangeWriter<SigningKeyTransaction>;
  readonly cipher: PrivateKeyCipher;
  readonly maker: KeyMaker;
}

/**
 * Every change of the managed keys, each in one transaction under the fleet-wide lock. What another process has done
 * meanwhile is seen after the wait for that lock, so that nothing is done twice.
 */
export class KeyLifecycle {
  constructor(private readonly parts: KeyLifecycleParts) {}

  get algorithm(): AsymmetricAlgorithm {
    return this.parts.algorithm;
  }

  get policy(): KeyPolicy {
    return this.parts.policy;
  }

  /**
   * Makes the first keys where they are missing, and seals anew what another of the configured key-encryption keys
   * has sealed. Answers the keys.
   *
   * @throws Error naming the remedy when the keys that are to sign cannot be opened.
   */
  async prepare(): Promise<readonly StoredSigningKey[]> {
    const { reader, algorithm, cipher } = this.parts;
    const keys = await reader.list();
    const [active, pending] = [activeOf(keys, algorithm), pendingOf(keys, algorithm)];
    for (const key of [active, pending]) {
      if (key?.sealedPrivateKey) cipher.open(key.sealedPrivateKey, key.kid);
    }
    if (active && pending && !keys.some((key) => this.resealed(key))) return keys;
    await this.change(2, async (changes) => {
      if (!changes.active(algorithm) || !changes.pending(algorithm)) await changes.advance(algorithm);
      for (const key of changes.current) {
        const sealed = this.resealed(key);
        if (sealed !== undefined) await changes.reseal(key, sealed);
      }
    });
    return reader.list();
  }

  /** Does what is due. Answers the database's clock, for those who ask when to come again. */
  advance(): Promise<Date> {
    return this.change(1, async (changes) => {
      await changes.advance(this.algorithm);
      return changes.now;
    });
  }

  /**
   * Replaces the key `replacing`, at once when the next key has been published long enough, else as soon as it has.
   * When that key has been replaced already, or is about to be, nothing is done.
   *
   * @returns the key that signs next: `active`, or `pending` with its `activatesAt`.
   */
  rotate(replacing: string): Promise<StoredSigningKey> {
    const { algorithm, policy } = this.parts;
    return this.change(1, async (changes) => {
      await changes.advance(algorithm);
      const next = changes.pending(algorithm);
      if (next && changes.active(algorithm)?.kid === replacing && !next.activatesAt) {
        const soonest = publishedLongEnoughAt(next, policy);
        if (soonest <= changes.now) await changes.promote(algorithm);
        else await changes.schedule(next, soonest);
      }
      const [active, pending] = [changes.active(algorithm), changes.pending(algorithm)];
      const followed = active?.kid === replacing ? pending : active;
      if (!followed) throw new Error('There is no signing key.');
      return followed;
    });
  }

  /**
   * Ends a key and everything it has signed. When it was the active one, the pending key signs from now on. Where there is no
   * pending key of another algorithm, nobody signs with that one: whoever does keeps a key published ahead. Then
   * nothing takes its place.
   *
   * @throws NotFoundError when there is no such key.
   */
  revoke(kid: string): Promise<void> {
    return this.write(1, async (changes, tx) => {
      const key = await tx.signingKeys.find(kid);
      if (!key) throw new NotFoundError('signing key');
      const denial: Denial = {
        kind: 'kid',
        id: kid,
        expiresAt: deathOfLastToken(changes.now, this.parts.bound),
      };
      // Once more for a key that is retired already: the first attempt may have been committed but not projected.
      if (key.state !== 'retired') {
        await changes.retire(key, 'revoked');
        const inUse = key.algorithm === this.algorithm || changes.pending(key.algorithm) !== undefined;
        if (key.state === 'active' && inUse) await changes.promote(key.algorithm);
        else await changes.advance(this.algorithm);
      }
      return {
        result: undefined,
        changes: [
          ...changes.changed.map((subject) => ({ kind: 'signing-key' as const, subject })),
          { kind: 'denial', subject: denialMember(denial) },
        ],
        denials: [denial],
      };
    });
  }

  private change<T>(newKeys: number, work: (changes: KeyChanges) => Promise<T>): Promise<T> {
    return this.write(newKeys, async (changes) => {
      const result = await work(changes);
      const subjects = changes.changed.map((subject) => ({ kind: 'signing-key' as const, subject }));
      return { result, changes: subjects, denials: [] };
    });
  }

  private async write<T>(
    newKeys: number,
    work: (changes: KeyChanges, tx: Parameters<typeof KeyChanges.begin>[0]) => Promise<Written<T>>,
  ): Promise<T> {
    const { maker, writer, policy, algorithm } = this.parts;
    await maker.ready(algorithm, newKeys);
    return writer.write(async (tx) => work(await KeyChanges.begin(tx, policy, maker), tx));
  }

  private resealed({ kid, sealedPrivateKey }: StoredSigningKey): string | undefined {
    return sealedPrivateKey === null ? undefined : this.parts.cipher.reseal(sealedPrivateKey, kid);
  }
}
