import type { EntityManager } from 'typeorm';
import { isLookupKey } from '../../domain/stores/lookup-key.js';
import type { StoredRegistration } from '../../domain/registration/client-registration.js';
import { M2MClientRegistration } from './entities/client-registration.entity.js';
import { rowOf } from './json-rows.js';
import type { TableNames } from './table-names.js';
import { OauthClient } from './entities/oauth-client.entity.js';

/** See `RegistrationReader.unused`. Rows are compared with the moment of the registration, which made all of them. */
export const selectUnusedRegistrations = async (
  manager: EntityManager,
  names: TableNames,
  olderThanMs: number,
  limit: number,
): Promise<readonly string[]> => {
  const rows: { client_id: string }[] = await manager.query(
    `SELECT client.client_id FROM ${names.table('m2m_client_registrations')} registration
      JOIN ${names.table('oauth_clients')} client ON client.id = registration.client_id
      WHERE client.created_at < now() - $1 * interval '1 millisecond' AND client.updated_at = client.created_at
        AND NOT EXISTS (
          SELECT 1 FROM ${names.table('oauth_client_secrets')} secret WHERE secret.client_id = client.id
            AND (secret.last_used_at IS NOT NULL OR secret.revoked_at IS NOT NULL
              OR secret.created_at <> client.created_at)
        )
      ORDER BY client.created_at, client.id LIMIT $2`,
    [olderThanMs, limit],
  );
  return rows.map((row) => row.client_id);
};

/** The registration of the client that has this `client_id` now. */
export const selectRegistration = async (
  manager: EntityManager,
  clientId: string,
): Promise<StoredRegistration | null> => {
  if (!isLookupKey(clientId)) return null;
  const query = manager
    .createQueryBuilder(M2MClientRegistration, 'registration')
    .innerJoin(OauthClient, 'client', 'client.id = registration.clientRowId')
    .where('client.clientId = :clientId', { clientId });
  const row = await rowOf(manager, M2MClientRegistration, query);
  if (row === null) return null;
  const { clientRowId, tokenDigest, initialAccessTokenId, details } = row;
  return { clientRowId, tokenDigest, initialAccessTokenId, details };
};
