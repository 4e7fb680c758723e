import type {
  InitialAccessTokenReader,
  RegistrationReader,
} from '../../domain/registration/registration-store.js';
import { copyOf } from './memory-persistence-copy.js';
import { pageOf } from './memory-persistence-page.js';
import type { Clock } from '../../oauth/ports/clock.js';
import type { MemoryTables } from './memory-persistence-tables.js';

/** Reads of what has been committed. */
export const memoryInitialAccessTokenReader = (tables: MemoryTables): InitialAccessTokenReader => ({
  findByDigest: async (digest) => {
    const found = [...tables.initialAccessTokens.values()].find((token) => token.digest === digest);
    return copyOf(found ?? null);
  },
  list: async (page) => copyOf(pageOf([...tables.initialAccessTokens.values()], page)),
});

export const memoryRegistrationReader = (tables: MemoryTables, clock: Clock): RegistrationReader => ({
  find: async (clientId) => {
    const id = tables.clientIds.get(clientId);
    return copyOf((id === undefined ? undefined : tables.registrations.get(id)) ?? null);
  },
  unused: async (olderThanMs, limit) => {
    const deadline = clock.now() - olderThanMs;
    const untouched = [...tables.registrations.keys()].flatMap((id) => {
      const client = tables.clients.get(id);
      if (client === undefined || client.createdAt.getTime() >= deadline) return [];
      const secrets = tables.secrets.get(id) ?? [];
      const asMade =
        client.updatedAt.getTime() === client.createdAt.getTime() &&
        secrets.every(
          ({ lastUsedAt, revokedAt, createdAt }) =>
            lastUsedAt === null && revokedAt === null && createdAt.getTime() === client.createdAt.getTime(),
        );
      return asMade ? [client] : [];
    });
    return untouched
      .sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
      .slice(0, limit)
      .map(({ clientId }) => clientId);
  },
});
