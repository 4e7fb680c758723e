import type { Client, ClientSecret, ClientWithSecrets } from '../../../domain/clients/client.js';
import { isLookupKey } from '../../../domain/stores/lookup-key.js';
import { DuplicateError, PersistenceError } from '../../../domain/stores/persistence-errors.js';
import type { ClientChanges, NewClient, NewClientSecret } from '../../../domain/clients/client-store.js';
import type { Transaction } from '../../../domain/persistence/persistence.js';
import { selectClient, selectClientRow, selectRemovedSecrets, selectSecret } from '../client-rows.js';
import type { Session } from '../connection/session.js';
import { UniqueViolation } from '../connection/translate-error.js';
import { OauthClientSecret } from '../entities/oauth-client-secret.entity.js';
import { OauthClient } from '../entities/oauth-client.entity.js';
import type { TableNames } from '../table-names.js';
import { insertRow, updateRow } from './row-writes.js';

type SecretChanges = Parameters<Transaction['clients']['updateSecret']>[1];

/** Writes of clients and their secrets. */
export class ClientWrites {
  readonly #session: Session;
  readonly #names: TableNames;

  constructor(session: Session, names: TableNames) {
    this.#session = session;
    this.#names = names;
  }

  async lock(clientId: string): Promise<ClientWithSecrets | null> {
    if (!isLookupKey(clientId)) return null;
    const held = await this.#session.run((manager) =>
      manager
        .createQueryBuilder(OauthClient, 'client')
        .select('client.id')
        .where('client.clientId = :clientId', { clientId })
        .setLock('pessimistic_write')
        .getOne(),
    );
    if (held === null) return null;
    // A second statement: the one that has waited for the lock sees secrets as they were before the wait.
    return this.find(clientId);
  }

  async find(clientId: string): Promise<ClientWithSecrets | null> {
    if (!isLookupKey(clientId)) return null;
    return this.#session.run((manager) => selectClient(manager, clientId, 'with-hashes'));
  }

  removedSecrets(clientRowId: string): Promise<readonly ClientSecret[]> {
    return this.#session.run((manager) => selectRemovedSecrets(manager, clientRowId));
  }

  async insert(client: NewClient): Promise<Client> {
    try {
      await this.#session.run((manager) => insertRow(manager, OauthClient, client));
    } catch (error) {
      if (error instanceof UniqueViolation && error.constraint !== this.#names.bare('oauth_clients_pkey')) {
        throw new DuplicateError('client');
      }
      throw error;
    }
    return found(await this.#session.run((manager) => selectClientRow(manager, client.id)));
  }

  async update(id: string, changes: ClientChanges): Promise<Client> {
    await this.#session.run((manager) => updateRow(manager, OauthClient, { id }, changes, ['updatedAt']));
    return found(await this.#session.run((manager) => selectClientRow(manager, id)));
  }

  async delete(id: string): Promise<void> {
    await this.#session.run((manager) =>
      manager.createQueryBuilder().delete().from(OauthClient).where('id = :id', { id }).execute(),
    );
  }

  async insertSecret(clientRowId: string, secret: NewClientSecret): Promise<ClientSecret> {
    await this.#session.run((manager) => insertRow(manager, OauthClientSecret, { ...secret, clientRowId }));
    return found(await this.#session.run((manager) => selectSecret(manager, secret.id)));
  }

  async updateSecret(secretId: string, changes: SecretChanges): Promise<void> {
    const affected = await this.#session.run((manager) =>
      updateRow(manager, OauthClientSecret, { id: secretId }, changes),
    );
    if (affected === 0) throw new PersistenceError('P0002');
  }
}

/** SQLSTATE P0002, no_data_found: the caller has named a row that is not there. */
const found = <T>(row: T | null): T => {
  if (row === null) throw new PersistenceError('P0002');
  return row;
};
