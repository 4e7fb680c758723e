import type {
  InitialAccessTokenReader,
  RegistrationReader,
} from '../../domain/registration/registration-store.js';
import { copyOf } from './memory-persistence-copy.js';
import { pageOf } from './memory-persistence-page.js';
import type { MemoryTables } from './memory-persistence-tables.js';

/** Reads of what has been committed. */
export const memoryInitialAccessTokenReader = (tables: MemoryTables): InitialAccessTokenReader => ({
  findByDigest: async (digest) => {
    const found = [...tables.initialAccessTokens.values()].find((token) => token.digest === digest);
    return copyOf(found ?? null);
  },
  list: async (page) => copyOf(pageOf([...tables.initialAccessTokens.values()], page)),
});

export const memoryRegistrationReader = (tables: MemoryTables): RegistrationReader => ({
  find: async (clientId) => {
    const id = tables.clientIds.get(clientId);
    return copyOf((id === undefined ? undefined : tables.registrations.get(id)) ?? null);
  },
});
