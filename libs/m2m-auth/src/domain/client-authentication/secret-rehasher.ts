import type { Client, ClientSecret } from '../clients/client.js';
import { isGeneratedHash } from '../credentials/generated-secret.js';
import type { SecretHashing } from '../credentials/secret-hashing.js';
import type { SlowSecretHasher } from '../credentials/secret-hasher.js';
import { hintOf } from '../credentials/supplied-secret.js';
import type { VerifiedPairs } from './verified-pairs.js';

/**
 * Stores a better hash of a secret that was just verified. Nobody waits for it, and what it throws is dropped: the old
 * hash goes on working and the next use tries again.
 *
 * @param hint null when the secret is too short to show part of it; it then stays the client's imported one.
 */
export type OnRehash = (
  clientId: string,
  secretId: string,
  newHash: string,
  hint: string | null,
) => void | Promise<void>;

export interface SecretRehasherOptions {
  readonly hasher: SlowSecretHasher;
  readonly hashing: SecretHashing;
  readonly onRehash: OnRehash;
}

/** Replaces hashes that are weaker than what is made today, at the one moment when the secret is known. */
export class SecretRehasher {
  private readonly underWay = new Set<string>();

  constructor(
    private readonly options: SecretRehasherOptions,
    private readonly pairs: Pick<VerifiedPairs, 'add'>,
  ) {}

  /** Returns at once. At most one rehash of a secret is under way in this process. */
  consider(client: Client, secret: ClientSecret, presented: string): void {
    const { id, hash } = secret;
    const outdated = isGeneratedHash(hash)
      ? this.options.hashing === 'bcrypt'
      : this.options.hasher.needsRehash(hash);
    if (!outdated || this.underWay.has(id)) return;
    this.underWay.add(id);
    void this.rehash(client, secret, presented)
      .catch(() => undefined)
      .finally(() => this.underWay.delete(id));
  }

  private async rehash(client: Client, secret: ClientSecret, presented: string): Promise<void> {
    const newHash = await this.options.hasher.hash(presented);
    await this.options.onRehash(client.clientId, secret.id, newHash, hintOf(presented));
    // The pair was bound to the hash that is gone, and whoever presents it is as well known as before.
    this.pairs.add(client.clientId, { id: secret.id, hash: newHash }, presented);
  }
}
