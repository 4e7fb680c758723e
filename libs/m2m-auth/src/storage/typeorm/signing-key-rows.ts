import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { StoredSigningKey } from '../../domain/keys/signing-key.js';
import { isLookupKey } from '../../domain/stores/lookup-key.js';
import type { Page } from '../../domain/stores/page.js';
import { rowOf, rowsOf } from './json-rows.js';
import { M2MSigningKey } from './entities/signing-key.entity.js';

const toSigningKey = (row: M2MSigningKey): StoredSigningKey => ({
  kid: row.kid,
  algorithm: row.algorithm,
  state: row.state,
  publicJwk: row.publicJwk,
  sealedPrivateKey: row.sealedPrivateKey,
  createdAt: row.createdAt,
  activatesAt: row.activatesAt,
  activatedAt: row.activatedAt,
  retiresAt: row.retiresAt,
  retiredAt: row.retiredAt,
});

const keysOf = (manager: EntityManager): SelectQueryBuilder<M2MSigningKey> =>
  manager.createQueryBuilder(M2MSigningKey, 'key');

const oldestFirst = async (
  manager: EntityManager,
  query: SelectQueryBuilder<M2MSigningKey>,
): Promise<StoredSigningKey[]> => {
  query.orderBy('key.createdAt').addOrderBy('key.kid');
  return (await rowsOf(manager, M2MSigningKey, query)).map(toSigningKey);
};

/** Every key that is not retired, oldest first, private parts (sealed) included. */
export const selectSigningKeys = (manager: EntityManager): Promise<StoredSigningKey[]> =>
  oldestFirst(manager, keysOf(manager).where("key.state <> 'retired'"));

export const selectSigningKey = async (
  manager: EntityManager,
  kid: string,
): Promise<StoredSigningKey | null> => {
  const row = await rowOf(manager, M2MSigningKey, keysOf(manager).where('key.kid = :kid', { kid }));
  return row && toSigningKey(row);
};

export const selectSigningKeyPage = async (
  manager: EntityManager,
  { limit, after }: Page,
): Promise<StoredSigningKey[]> => {
  const query = keysOf(manager).limit(limit);
  if (after === undefined) return oldestFirst(manager, query);
  if (!isLookupKey(after.id)) return [];
  return oldestFirst(
    manager,
    query.where('(key.createdAt, key.kid) > (:createdAt, :afterKid)', {
      createdAt: after.createdAt,
      afterKid: after.id,
    }),
  );
};
