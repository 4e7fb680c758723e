import { organizationOf, type ApiKeyOwner } from '../../domain/api-keys/api-key.js';
import { DuplicateError, PersistenceError } from '../../domain/stores/persistence-errors.js';
import type { ApiKeyPlace } from '../../domain/api-keys/api-key-store.js';
import type { Transaction } from '../../domain/persistence/persistence.js';
import { copyOf, given } from './memory-persistence-copy.js';
import { apiKeyWithoutDigest } from './memory-persistence-rows.js';
import type { Staging } from './memory-persistence-staging.js';
import type { StoredApiKey } from './memory-persistence-tables.js';

const isSameOwner = (a: ApiKeyOwner, b: ApiKeyOwner): boolean =>
  a.type === b.type && a.id === b.id && organizationOf(a) === organizationOf(b);

const endOf = ({ expiresAt }: StoredApiKey): number => expiresAt?.getTime() ?? Number.MAX_SAFE_INTEGER;

const longestFirst = (a: StoredApiKey, b: StoredApiKey): number =>
  endOf(b) - endOf(a) || Number(b.createdAt) - Number(a.createdAt) || (a.id < b.id ? 1 : -1);

const find = (staging: Staging, by: ApiKeyPlace): StoredApiKey | undefined => {
  if ('id' in by) return staging.apiKeys.get(by.id);
  if ('digest' in by) return staging.apiKeys.get(staging.apiKeyIds.get(by.digest) ?? '');
  const namesakes = [...staging.apiKeys.values()].filter(
    ({ owner, name }) => name === by.name && isSameOwner(owner, by.owner),
  );
  return namesakes.sort(longestFirst)[0];
};

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
  find: (by) =>
    staging.step(() => {
      const key = find(staging, by);
      return key === undefined ? null : apiKeyWithoutDigest(key);
    }),
  update: (id, changes) =>
    staging.step(() => {
      const key = staging.apiKeys.get(id);
      if (key === undefined) throw new PersistenceError('P0002');
      const changed: StoredApiKey = { ...key, ...given(changes), updatedAt: staging.startedAt() };
      if (staging.organizations.get(organizationOf(changed.owner)) === undefined)
        throw new PersistenceError('23503');
      staging.apiKeys.set(id, changed);
      return apiKeyWithoutDigest(changed);
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
