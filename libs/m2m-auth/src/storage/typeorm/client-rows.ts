import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { Client, ClientSecret, ClientWithSecrets } from '../../domain/clients/client.js';
import type { ReadExpectation } from '../../domain/changes/history-revision.js';
import { entityOf, rowOf, rowsOf, wholeRow, type JsonRow } from './json-rows.js';
import type { ClientFilter } from '../../domain/clients/client-store.js';
import type { Page } from '../../domain/stores/page.js';
import { applyPage } from './keyset-page.js';
import { rowHeldAgainst } from './position-rows.js';
import type { TableNames } from './table-names.js';
import { OauthClientSecret } from './entities/oauth-client-secret.entity.js';
import { OauthClient } from './entities/oauth-client.entity.js';

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

interface ClientWithSecretsRow {
  readonly row: string;
  readonly secrets: string | null;
}

/**
 * Clients with their secrets that are not revoked, in one statement and so in one snapshot: a client read before it
 * was deactivated must never meet the epochs that its secrets have got since.
 */
const clientsWithSecrets = (
  manager: EntityManager,
  hashes: 'with-hashes' | 'without-hashes',
): SelectQueryBuilder<OauthClient> =>
  manager
    .createQueryBuilder(OauthClient, 'client')
    .select(wholeRow('client'), 'row')
    .addSelect(
      (secrets) =>
        secrets
          .select(
            `jsonb_agg(${wholeRow('secret', hashes === 'with-hashes' ? [] : ['hash'])}::jsonb
              ORDER BY secret.created_at, secret.id)::text`,
          )
          .from(OauthClientSecret, 'secret')
          .where('secret.clientRowId = client.id AND secret.revokedAt IS NULL'),
      'secrets',
    )
    .orderBy('client.createdAt')
    .addOrderBy('client.id');

const read = async (
  manager: EntityManager,
  query: SelectQueryBuilder<OauthClient>,
): Promise<ClientWithSecrets[]> =>
  (await query.getRawMany<ClientWithSecretsRow>()).map((row) => toClientWithSecrets(manager, row));

const toClientWithSecrets = (
  manager: EntityManager,
  { row, secrets }: ClientWithSecretsRow,
): ClientWithSecrets => ({
  client: toClient(entityOf(manager, OauthClient, JSON.parse(row) as JsonRow)),
  secrets: (JSON.parse(secrets ?? '[]') as JsonRow[]).map((secret) =>
    toSecret(entityOf(manager, OauthClientSecret, secret)),
  ),
});

/** One client by `client_id`; hashes only where they are asked for. */
export const selectClient = async (
  manager: EntityManager,
  clientId: string,
  hashes: 'with-hashes' | 'without-hashes',
): Promise<ClientWithSecrets | null> => {
  const query = clientsWithSecrets(manager, hashes).where('client.clientId = :clientId', { clientId });
  return (await read(manager, query))[0] ?? null;
};

/** One client by `client_id` with hashes, held against what is expected of the database at that moment. */
export const selectClientForAuthentication = async (
  manager: EntityManager,
  names: TableNames,
  clientId: string,
  expected: ReadExpectation | undefined,
): Promise<ClientWithSecrets | null> => {
  const query = clientsWithSecrets(manager, 'with-hashes').where('client.clientId = :clientId', { clientId });
  const row = await rowHeldAgainst<ClientWithSecretsRow>(manager, names, { query, found: 'row', expected });
  return row && toClientWithSecrets(manager, row);
};

/** The clients of one page, without hashes. */
export const selectClients = (
  manager: EntityManager,
  page: Page,
  { organizationId, isActive }: ClientFilter,
): Promise<ClientWithSecrets[]> => {
  const query = clientsWithSecrets(manager, 'without-hashes');
  if (organizationId !== undefined)
    query.andWhere('client.organizationId = :organizationId', { organizationId });
  if (isActive !== undefined) query.andWhere('client.isActive = :isActive', { isActive });
  return read(manager, applyPage(query, 'client', page));
};

export const selectClientRow = async (manager: EntityManager, id: string): Promise<Client | null> => {
  const query = manager.createQueryBuilder(OauthClient, 'client').where('client.id = :id', { id });
  const row = await rowOf(manager, OauthClient, query);
  return row === null ? null : toClient(row);
};

export const selectSecret = async (manager: EntityManager, id: string): Promise<ClientSecret | null> => {
  const query = manager.createQueryBuilder(OauthClientSecret, 'secret').where('secret.id = :id', { id });
  const row = await rowOf(manager, OauthClientSecret, query);
  return row === null ? null : toSecret(row);
};

const MOST_REMOVED = 50;

/** What was removed from a client, the newest first. */
export const selectRemovedSecrets = async (
  manager: EntityManager,
  clientRowId: string,
): Promise<ClientSecret[]> => {
  const query = manager
    .createQueryBuilder(OauthClientSecret, 'secret')
    .where('secret.clientRowId = :clientRowId AND secret.revokedAt IS NOT NULL', { clientRowId })
    .orderBy('secret.revokedAt', 'DESC')
    .addOrderBy('secret.id')
    .limit(MOST_REMOVED);
  return (await rowsOf(manager, OauthClientSecret, query)).map(toSecret);
};
