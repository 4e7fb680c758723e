import type { EntityManager } from 'typeorm';
import type { StoredSigningKey } from '../../domain/keys/signing-key.js';
import { M2MSigningKey } from './entities/signing-key.entity.js';

const toSigningKey = (row: M2MSigningKey): StoredSigningKey => ({
  kid: row.kid,
  algorithm: row.algorithm,
  state: row.state,
  publicJwk: row.publicJwk,
  sealedPrivateKey: row.sealedPrivateKey,
  createdAt: row.createdAt,
  activatedAt: row.activatedAt,
});

/** Every key that is not retired, oldest first, private parts (sealed) included. */
export const selectSigningKeys = async (manager: EntityManager): Promise<StoredSigningKey[]> => {
  const rows = await manager
    .createQueryBuilder(M2MSigningKey, 'key')
    .addSelect('key.sealedPrivateKey')
    .where("key.state <> 'retired'")
    .orderBy('key.createdAt')
    .addOrderBy('key.kid')
    .getMany();
  return rows.map(toSigningKey);
};
