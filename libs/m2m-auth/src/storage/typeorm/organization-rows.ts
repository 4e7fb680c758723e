import type { EntityManager } from 'typeorm';
import type { Organization } from '../../domain/organizations/organization.js';
import { rowOf } from './json-rows.js';
import { M2MOrganization } from './entities/organization.entity.js';

export const toOrganization = (row: M2MOrganization): Organization => ({
  id: row.id,
  name: row.name,
  createdAt: row.createdAt,
});

export const selectOrganization = async (
  manager: EntityManager,
  by: string | { readonly name: string },
): Promise<Organization | null> => {
  const query = manager.createQueryBuilder(M2MOrganization, 'organization');
  if (typeof by === 'string') query.where('organization.id = :id', { id: by });
  else query.where('organization.name = :name', by);
  const row = await rowOf(manager, M2MOrganization, query);
  return row === null ? null : toOrganization(row);
};
