import type { EntityManager } from 'typeorm';
import type { InitialAccessToken } from '../../domain/registration/initial-access-token.js';
import { rowOf } from './json-rows.js';
import { M2MInitialAccessToken } from './entities/initial-access-token.entity.js';

export const toInitialAccessToken = (row: M2MInitialAccessToken): InitialAccessToken => ({
  id: row.id,
  digest: row.digest,
  hint: row.hint,
  organizationId: row.organizationId,
  scopes: row.scopes,
  audiences: row.audiences,
  maxUses: row.maxUses,
  uses: row.uses,
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
});

/** The token whose `column` has this value; both columns are unique. */
export const selectInitialAccessToken = async (
  manager: EntityManager,
  column: 'id' | 'digest',
  value: string,
): Promise<InitialAccessToken | null> => {
  const query = manager
    .createQueryBuilder(M2MInitialAccessToken, 'token')
    .where(`token.${column} = :value`, { value });
  const row = await rowOf(manager, M2MInitialAccessToken, query);
  return row && toInitialAccessToken(row);
};
