import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { ApiKey, ApiKeyOwner } from '../../domain/api-keys/api-key.js';
import type { NewStoredApiKey } from '../../domain/persistence/persistence.js';
import { M2MApiKey } from './entities/api-key.entity.js';

const ownerOf = ({ ownerType, ownerId, organizationId }: M2MApiKey): ApiKeyOwner =>
  ownerType === 'organization'
    ? { type: ownerType, id: ownerId }
    : { type: ownerType, id: ownerId, organizationId };

export const toApiKey = (row: M2MApiKey): ApiKey => ({
  id: row.id,
  name: row.name,
  owner: ownerOf(row),
  permissions: row.permissions,
  environment: row.environment,
  hint: row.hint,
  expiresAt: row.expiresAt,
  lastUsedAt: row.lastUsedAt,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

/** The columns of a new key. */
export const apiKeyColumns = ({
  owner,
  ...key
}: NewStoredApiKey): Partial<Record<keyof M2MApiKey, unknown>> => ({
  ...key,
  ownerType: owner.type,
  ownerId: owner.id,
  organizationId: owner.type === 'organization' ? owner.id : owner.organizationId,
});

export const apiKeysOf = (manager: EntityManager): SelectQueryBuilder<M2MApiKey> =>
  manager.createQueryBuilder(M2MApiKey, 'apiKey');

export const selectApiKey = async (manager: EntityManager, id: string): Promise<ApiKey | null> => {
  const row = await apiKeysOf(manager).where('apiKey.id = :id', { id }).getOne();
  return row && toApiKey(row);
};
