import type { OrganizationReader } from '../../domain/organizations/organization-store.js';
import { copyOf } from './memory-persistence-copy.js';
import { pageOf } from './memory-persistence-page.js';
import type { MemoryTables } from './memory-persistence-tables.js';

/** Reads of what has been committed. */
export const memoryOrganizationReader = (tables: MemoryTables): OrganizationReader => ({
  find: async (id) => copyOf(tables.organizations.get(id) ?? null),
  list: async (page) => copyOf(pageOf([...tables.organizations.values()], page)),
});
