import type { EntityManager } from 'typeorm';
import { isLookupKey } from '../../domain/stores/lookup-key.js';
import type { StoredRegistration } from '../../domain/registration/client-registration.js';
import { M2MClientRegistration } from './entities/client-registration.entity.js';
import { rowOf } from './json-rows.js';
import { OauthClient } from './entities/oauth-client.entity.js';

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
