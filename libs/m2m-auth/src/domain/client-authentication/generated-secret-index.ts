import type { ClientSecret, ClientWithSecrets } from '../clients/client.js';
import { hashGeneratedSecret, isGeneratedHash, isSameDigest } from '../credentials/generated-secret.js';

const NO_SECRETS: ReadonlyMap<string, ClientSecret> = new Map();
const NO_DIGEST = hashGeneratedSecret('');

/**
 * Finds a client's generated secret by the digest of the presented one, in the same steps however many secrets the
 * client has and whether there is a client at all.
 */
export class GeneratedSecretIndex {
  private readonly indexes = new WeakMap<ClientWithSecrets, ReadonlyMap<string, ClientSecret>>();

  find(found: ClientWithSecrets | null, secret: string): ClientSecret | null {
    // The map hashes its keys with a seed of this process, so how long it takes says nothing about a stored digest.
    const digest = hashGeneratedSecret(secret);
    const candidate = this.indexOf(found).get(digest);
    const matches = isSameDigest(digest, candidate?.hash ?? NO_DIGEST);
    return candidate !== undefined && matches ? candidate : null;
  }

  private indexOf(found: ClientWithSecrets | null): ReadonlyMap<string, ClientSecret> {
    if (found === null) return NO_SECRETS;
    let index = this.indexes.get(found);
    if (index === undefined) {
      index = new Map(
        found.secrets.filter(({ hash }) => isGeneratedHash(hash)).map((secret) => [secret.hash, secret]),
      );
      this.indexes.set(found, index);
    }
    return index;
  }
}
