import type { Client, ClientSecret, ClientWithSecrets } from '../../domain/clients/client.js';
import type { StoredSigningKey } from '../../domain/keys/signing-key.js';
import { copyOf } from './memory-persistence-copy.js';
import { byPlace } from './memory-persistence-page.js';
import type { StoredSecret } from './memory-persistence-tables.js';

/** Copies, so that what a caller does to an answer stays with the caller. */
export const clientWithSecrets = (
  client: Client,
  secrets: readonly StoredSecret[],
  hashes: 'with-hashes' | 'without-hashes',
): ClientWithSecrets => ({
  client: copyOf(client),
  secrets: secrets
    .filter((secret) => secret.revokedAt === null)
    .sort(byPlace)
    .map(({ clientRowId: _, ...secret }): ClientSecret => {
      const copy = copyOf(secret);
      return hashes === 'with-hashes' ? copy : { ...copy, hash: '' };
    }),
});

/** Keys that are not retired, oldest first. */
export const liveSigningKeys = (keys: Iterable<StoredSigningKey>): StoredSigningKey[] =>
  [...keys]
    .filter((key) => key.state !== 'retired')
    .sort((a, b) => byPlace({ ...a, id: a.kid }, { ...b, id: b.kid }))
    .map((key) => copyOf(key));
