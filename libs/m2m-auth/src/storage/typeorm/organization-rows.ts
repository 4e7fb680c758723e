import type { EntityManager } from 'typeorm';
import type { Organization } from '../../domain/organizations/organization.js';
import { M2MOrganization } from './entities/organization.entity.js';

export const toOrganization = (row: M2MOrganization): Organization => ({
  id: row.id,
  name: row.name,
  createdAt: row.createdAt,
});

export const selectOrganization = async (
  manager: EntityManager,
  id: string,
): Promise<Organization | null> => {
  const row = await manager
    .createQueryBuilder(M2MOrganization, 'organization')
    .where('organization.id = :id', { id })
    .getOne();
  return row === null ? null : toOrganization(row);
};
