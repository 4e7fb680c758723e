import type { ClientWithSecrets } from '../../domain/clients/client.js';
import type { ClientReader } from '../../domain/clients/client-store.js';
import { refuseContext } from './memory-persistence-context.js';
import { pageOf } from './memory-persistence-page.js';
import { clientWithSecrets } from './memory-persistence-rows.js';
import type { MemoryTables } from './memory-persistence-tables.js';

/** Reads of what has been committed. */
export const memoryClientReader = (tables: MemoryTables): ClientReader => {
  const find = (clientId: string, hashes: 'with-hashes' | 'without-hashes'): ClientWithSecrets | null => {
    const id = tables.clientIds.get(clientId);
    const client = id === undefined ? undefined : tables.clients.get(id);
    return client === undefined
      ? null
      : clientWithSecrets(client, tables.secrets.get(client.id) ?? [], hashes);
  };
  return {
    findForAuthentication: async (clientId) => find(clientId, 'with-hashes'),
    find: async (clientId, context) => {
      refuseContext(context);
      return find(clientId, 'without-hashes');
    },
    list: async (page, { organizationId, isActive }, context) => {
      refuseContext(context);
      const matching = [...tables.clients.values()].filter(
        (client) =>
          (organizationId === undefined || client.organizationId === organizationId) &&
          (isActive === undefined || client.isActive === isActive),
      );
      return pageOf(matching, page).map((client) =>
        clientWithSecrets(client, tables.secrets.get(client.id) ?? [], 'without-hashes'),
      );
    },
  };
};
