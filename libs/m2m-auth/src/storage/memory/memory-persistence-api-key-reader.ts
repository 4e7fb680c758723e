import type { ApiKey } from '../../domain/api-keys/api-key.js';
import { organizationOf } from '../../domain/api-keys/api-key.js';
import type { ApiKeyReader } from '../../domain/api-keys/api-key-store.js';
import { refuseContext } from './memory-persistence-context.js';
import { pageOf } from './memory-persistence-page.js';
import { apiKeyWithoutDigest } from './memory-persistence-rows.js';
import type { MemoryTables } from './memory-persistence-tables.js';

/** Reads of what has been committed. */
export const memoryApiKeyReader = (tables: MemoryTables): ApiKeyReader => {
  const find = (id: string | undefined): ApiKey | null => {
    const key = id === undefined ? undefined : tables.apiKeys.get(id);
    return key === undefined ? null : apiKeyWithoutDigest(key);
  };
  return {
    findForAuthentication: async (digest) => find(tables.apiKeyIds.get(digest)),
    find: async (id, context) => {
      refuseContext(context);
      return find(id);
    },
    list: async (page, { organizationId }, context) => {
      refuseContext(context);
      const matching = [...tables.apiKeys.values()].filter(
        ({ owner }) => organizationId === undefined || organizationOf(owner) === organizationId,
      );
      return pageOf(matching, page).map(apiKeyWithoutDigest);
    },
  };
};
