import type { ApiKey } from '../../domain/api-keys/api-key.js';
import type { Client, ClientSecret, ClientWithSecrets } from '../../domain/clients/client.js';
import type { StoredSigningKey } from '../../domain/keys/signing-key.js';
import type { Page } from '../../domain/stores/page.js';
import { copyOf } from './memory-persistence-copy.js';
import { byPlace, pageOf } from './memory-persistence-page.js';
import type { StoredApiKey, StoredSecret } from './memory-persistence-tables.js';

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

export const apiKeyWithoutDigest = ({ digest: _, ...key }: StoredApiKey): ApiKey => copyOf(key);

const MOST_REMOVED = 50;

/** The newest first. */
export const removedSecrets = (secrets: readonly StoredSecret[]): ClientSecret[] =>
  secrets
    .filter((secret) => secret.revokedAt !== null)
    .sort((a, b) => Number(b.revokedAt) - Number(a.revokedAt) || byPlace(a, b))
    .slice(0, MOST_REMOVED)
    .map(({ clientRowId: _, ...secret }) => copyOf(secret));

/** Keys that are not retired, oldest first. */
export const liveSigningKeys = (keys: Iterable<StoredSigningKey>): StoredSigningKey[] =>
  [...keys]
    .filter((key) => key.state !== 'retired')
    .map(placed)
    .sort(byPlace)
    .map(({ id: _, ...key }) => copyOf(key));

export const signingKeyPage = (keys: Iterable<StoredSigningKey>, page: Page): StoredSigningKey[] =>
  pageOf([...keys].map(placed), page).map(({ id: _, ...key }) => copyOf(key));

const placed = (key: StoredSigningKey): StoredSigningKey & { readonly id: string } => ({
  ...key,
  id: key.kid,
});
