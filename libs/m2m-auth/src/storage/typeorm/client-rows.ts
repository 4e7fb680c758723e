import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { Client, ClientSecret, ClientWithSecrets } from '../../domain/clients/client.js';
import { OauthClientSecret } from './entities/oauth-client-secret.entity.js';
import { OauthClient } from './entities/oauth-client.entity.js';

type ClientRow = OauthClient & { secrets: OauthClientSecret[] };

const toSecret = (row: OauthClientSecret): ClientSecret => ({
  id: row.id,
  hash: row.hash ?? '',
  hint: row.hint,
  epoch: row.epoch,
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
  revokedAt: row.revokedAt,
  lastUsedAt: row.lastUsedAt,
});

const toClient = (row: OauthClient): Client => ({
  id: row.id,
  clientId: row.clientId,
  name: row.name,
  description: row.description,
  organizationId: row.organizationId,
  scopes: row.scopes,
  audiences: row.audiences,
  protectedResources: row.protectedResources,
  claims: row.claims,
  grantTypes: row.grantTypes,
  tokenEndpointAuthMethod: row.tokenEndpointAuthMethod,
  accessTokenTtl: row.accessTokenTtl,
  isActive: row.isActive,
  metadata: row.metadata,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

const withSecrets = (row: ClientRow): ClientWithSecrets => ({
  client: toClient(row),
  secrets: row.secrets.map(toSecret),
});

/**
 * Clients with their secrets that are not revoked, in one statement and so in one snapshot: a client read before it
 * was deactivated must never meet the epochs that its secrets have got since.
 */
const clientsWithSecrets = (manager: EntityManager): SelectQueryBuilder<OauthClient> =>
  manager
    .createQueryBuilder(OauthClient, 'client')
    .leftJoinAndMapMany(
      'client.secrets',
      OauthClientSecret,
      'secret',
      'secret.clientRowId = client.id AND secret.revokedAt IS NULL',
    )
    .orderBy('client.createdAt')
    .addOrderBy('client.id')
    .addOrderBy('secret.createdAt')
    .addOrderBy('secret.id');

/** One client by `client_id`; hashes only where they are asked for. */
export const selectClient = async (
  manager: EntityManager,
  clientId: string,
  hashes: 'with-hashes' | 'without-hashes',
): Promise<ClientWithSecrets | null> => {
  const query = clientsWithSecrets(manager).where('client.clientId = :clientId', { clientId });
  if (hashes === 'with-hashes') query.addSelect('secret.hash');
  const row = (await query.getOne()) as ClientRow | null;
  return row === null ? null : withSecrets(row);
};

/** The clients of one page, in its order, without hashes. */
export const selectClients = async (
  manager: EntityManager,
  ids: readonly string[],
): Promise<ClientWithSecrets[]> => {
  if (ids.length === 0) return [];
  const rows = await clientsWithSecrets(manager).where('client.id IN (:...ids)', { ids }).getMany();
  return (rows as ClientRow[]).map(withSecrets);
};

export const selectClientRow = async (manager: EntityManager, id: string): Promise<Client | null> => {
  const row = await manager
    .createQueryBuilder(OauthClient, 'client')
    .where('client.id = :id', { id })
    .getOne();
  return row === null ? null : toClient(row);
};

export const selectSecret = async (manager: EntityManager, id: string): Promise<ClientSecret | null> => {
  const row = await manager
    .createQueryBuilder(OauthClientSecret, 'secret')
    .addSelect('secret.hash')
    .where('secret.id = :id', { id })
    .getOne();
  return row === null ? null : toSecret(row);
};

const MOST_REMOVED = 50;

/** What was removed from a client, the newest first. */
export const selectRemovedSecrets = async (
  manager: EntityManager,
  clientRowId: string,
): Promise<ClientSecret[]> => {
  const rows = await manager
    .createQueryBuilder(OauthClientSecret, 'secret')
    .addSelect('secret.hash')
    .where('secret.clientRowId = :clientRowId AND secret.revokedAt IS NOT NULL', { clientRowId })
    .orderBy('secret.revokedAt', 'DESC')
    .addOrderBy('secret.id')
    .limit(MOST_REMOVED)
    .getMany();
  return rows.map(toSecret);
};
