import { organizationOf } from '../../domain/api-keys/api-key.js';
import { DuplicateError, PersistenceError } from '../../domain/persistence/persistence-errors.js';
import type { Transaction } from '../../domain/persistence/persistence.js';
import { copyOf } from './memory-persistence-copy.js';
import { apiKeyWithoutDigest } from './memory-persistence-rows.js';
import type { Staging } from './memory-persistence-staging.js';
import type { StoredApiKey } from './memory-persistence-tables.js';

/** Writes of API keys. */
export const memoryApiKeyWrites = (staging: Staging): Transaction['apiKeys'] => ({
  insert: (key) =>
    staging.step(() => {
      if (staging.apiKeyIds.get(key.digest) !== undefined) throw new DuplicateError('API key');
      // As the constraints of a database: their codes are those of Postgres.
      if (staging.apiKeys.get(key.id) !== undefined) throw new PersistenceError('23505');
      if (staging.organizations.get(organizationOf(key.owner)) === undefined)
        throw new PersistenceError('23503');
      const now = staging.startedAt();
      const stored: StoredApiKey = { ...copyOf(key), lastUsedAt: null, createdAt: now, updatedAt: now };
      staging.apiKeys.set(key.id, stored);
      staging.apiKeyIds.set(key.digest, key.id);
      return apiKeyWithoutDigest(stored);
    }),
  delete: (id) =>
    staging.step(() => {
      const key = staging.apiKeys.get(id);
      if (key === undefined) return null;
      staging.apiKeys.delete(id);
      staging.apiKeyIds.delete(key.digest);
      return apiKeyWithoutDigest(key);
    }),
});
