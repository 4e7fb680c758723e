import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { organizationOf, type ApiKey, type ApiKeyOwner } from '../../domain/api-keys/api-key.js';
import type { ReadExpectation } from '../../domain/changes/history-revision.js';
import { isLookupKey } from '../../domain/stores/lookup-key.js';
import type { ApiKeyChanges, ApiKeyPlace, NewStoredApiKey } from '../../domain/api-keys/api-key-store.js';
import { entityOf, rowOf, wholeRow, type JsonRow } from './json-rows.js';
import { rowHeldAgainst } from './position-rows.js';
import type { TableNames } from './table-names.js';
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

const ownerColumns = (owner: ApiKeyOwner): Pick<M2MApiKey, 'ownerType' | 'ownerId' | 'organizationId'> => ({
  ownerType: owner.type,
  ownerId: owner.id,
  organizationId: organizationOf(owner),
});

/** The columns of a new key, or of what changes of one. */
export const apiKeyColumns = ({
  owner,
  ...key
}: NewStoredApiKey | ApiKeyChanges): Partial<Record<keyof M2MApiKey, unknown>> => ({
  ...key,
  ...(owner && ownerColumns(owner)),
});

export const apiKeysOf = (manager: EntityManager): SelectQueryBuilder<M2MApiKey> =>
  manager.createQueryBuilder(M2MApiKey, 'apiKey');

export const selectApiKey = async (manager: EntityManager, id: string): Promise<ApiKey | null> => {
  const row = await rowOf(manager, M2MApiKey, apiKeysOf(manager).where('apiKey.id = :id', { id }));
  return row && toApiKey(row);
};

/** One key by its digest, held against what is expected of the database at that moment. */
export const selectApiKeyForAuthentication = async (
  manager: EntityManager,
  names: TableNames,
  digest: string,
  expected: ReadExpectation | undefined,
): Promise<ApiKey | null> => {
  const query = apiKeysOf(manager)
    .select(wholeRow('apiKey'), 'row')
    .where('apiKey.digest = :digest', { digest });
  const held = await rowHeldAgainst<{ row: string }>(manager, names, { query, found: 'row', expected });
  return held && toApiKey(entityOf(manager, M2MApiKey, JSON.parse(held.row) as JsonRow));
};

export const selectApiKeyBy = async (manager: EntityManager, by: ApiKeyPlace): Promise<ApiKey | null> => {
  const columns = columnsOf(by);
  if (!Object.values(columns).every(isLookupKey)) return null;
  const query = apiKeysOf(manager);
  for (const [name, value] of Object.entries(columns)) {
    query.andWhere(`apiKey.${name} = :${name}`, { [name]: value });
  }
  query
    .orderBy('apiKey.expiresAt', 'DESC', 'NULLS FIRST')
    .addOrderBy('apiKey.createdAt', 'DESC')
    .addOrderBy('apiKey.id', 'DESC')
    .limit(1);
  const row = await rowOf(manager, M2MApiKey, query);
  return row && toApiKey(row);
};

const columnsOf = (by: ApiKeyPlace): Readonly<Record<string, string>> => {
  if ('id' in by) return { id: by.id };
  if ('digest' in by) return { digest: by.digest };
  return { ...ownerColumns(by.owner), name: by.name };
};
