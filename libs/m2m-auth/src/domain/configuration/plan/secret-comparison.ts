import type { ClientSecret } from '../../clients/client.js';
import {
  hashGeneratedSecret,
  isGeneratedForm,
  isGeneratedHash,
  matchesDigest,
} from '../../credentials/generated-secret.js';
import type { SlowSecretHasher } from '../../credentials/secret-hasher.js';
import type { SecretHashing } from '../../credentials/secret-hashing.js';
import type { SecretPreparer } from '../../credentials/secret-preparer.js';
import { hintOf, lastCharacters } from '../../credentials/supplied-secret.js';
import type { DesiredSecret } from '../desired-state.js';

// One at a time, in turn with the clients that are known.
const FAIRNESS_KEY = ' configuration';

/** What is stored of a new secret. */
export interface StorableSecret {
  /** Null when the document gives it. */
  readonly plaintext: string | null;
  readonly hash: string;
  readonly hint: string | null;
}

export interface SecretComparisonParts {
  readonly hasher: SlowSecretHasher;
  readonly hashing: SecretHashing;
  readonly preparer: Pick<SecretPreparer, 'prepare'>;
}

/**
 * Whether secrets of a document are those that are stored. bcrypt takes too long for a transaction: a question that
 * needs it is noted, answered by {@link settle} outside, and asked again in the next transaction.
 */
export class SecretComparison {
  private readonly verdicts = new Map<string, boolean>();
  private readonly storable = new Map<string, StorableSecret>();
  private readonly open = new Map<string, () => Promise<void>>();

  constructor(private readonly parts: SecretComparisonParts) {}

  /** False while it is not known. */
  matches(given: DesiredSecret, stored: Pick<ClientSecret, 'id' | 'hash' | 'hint'>): boolean {
    if (isGeneratedHash(stored.hash)) return matchesDigest(given.value, stored.hash);
    if (stored.hint !== null && stored.hint !== lastCharacters(given.value)) return false;
    const question = [given.path, stored.id, stored.hash].join(' ');
    const verdict = this.verdicts.get(question);
    if (verdict === undefined) {
      this.open.set(question, async () => {
        const { hasher } = this.parts;
        this.verdicts.set(question, await hasher.verify(given.value, stored.hash, FAIRNESS_KEY, 'known'));
      });
    }
    return verdict ?? false;
  }

  /**
   * The new secret of this place in the document; undefined while it is not made.
   *
   * @param value null: one is to be generated.
   */
  storableOf(path: string, value: string | null): StorableSecret | undefined {
    const known = this.storable.get(path);
    if (!known) this.open.set(path, async () => void this.storable.set(path, await this.make(value)));
    return known;
  }

  /** The secret that was generated for this place, if it is among these: then an earlier attempt has stored it. */
  generatedAmong(path: string, secrets: readonly ClientSecret[]): StorableSecret | undefined {
    const made = this.storable.get(path);
    return made && secrets.some(({ hash }) => hash === made.hash) ? made : undefined;
  }

  /** True when every answer that was given is final. */
  get settled(): boolean {
    return this.open.size === 0;
  }

  /** @throws OAuthError `temporarily_unavailable` when the bcrypt lane is full. */
  async settle(): Promise<void> {
    for (const [question, answer] of this.open) {
      await answer();
      this.open.delete(question);
    }
  }

  private async make(value: string | null): Promise<StorableSecret> {
    const { hasher, hashing, preparer } = this.parts;
    if (value === null) return preparer.prepare();
    const slow = hashing === 'bcrypt' || !isGeneratedForm(value);
    const hash = slow ? await hasher.hash(value) : hashGeneratedSecret(value);
    return { plaintext: null, hash, hint: hintOf(value) };
  }
}
