import { copyOf, given } from './memory-persistence-copy.js';
import type { Client, ClientSecret, ClientWithSecrets } from '../../domain/clients/client.js';
import { DuplicateError, PersistenceError } from '../../domain/stores/persistence-errors.js';
import type { Transaction } from '../../domain/persistence/persistence.js';
import { clientWithSecrets, removedSecrets } from './memory-persistence-rows.js';
import type { Staging } from './memory-persistence-staging.js';
import type { StoredSecret } from './memory-persistence-tables.js';

const secretWithoutOwner = ({ clientRowId: _, ...secret }: StoredSecret): ClientSecret => copyOf(secret);

/** Writes of clients and their secrets. Transactions run one after another, so there is nothing to lock. */
export const memoryClientWrites = (staging: Staging): Transaction['clients'] => {
  const secretsOf = (clientRowId: string): readonly StoredSecret[] => staging.secrets.get(clientRowId) ?? [];
  const requireClient = (id: string): Client => {
    const client = staging.clients.get(id);
    if (client === undefined) throw new PersistenceError('P0002');
    return client;
  };
  const requireOrganization = (id: string | null): void => {
    if (id !== null && staging.organizations.get(id) === undefined) throw new PersistenceError('23503');
  };

  const find = (clientId: string): Promise<ClientWithSecrets | null> =>
    staging.step(() => {
      const id = staging.clientIds.get(clientId);
      return id === undefined ? null : clientWithSecrets(requireClient(id), secretsOf(id), 'with-hashes');
    });

  return {
    lock: find,
    find,
    removedSecrets: (clientRowId) => staging.step(() => removedSecrets(secretsOf(clientRowId))),
    insert: (client) =>
      staging.step(() => {
        if (staging.clientIds.get(client.clientId) !== undefined) throw new DuplicateError('client');
        if (staging.clients.get(client.id) !== undefined) throw new PersistenceError('23505');
        requireOrganization(client.organizationId);
        const now = staging.startedAt();
        const stored: Client = { ...copyOf(client), createdAt: now, updatedAt: now };
        staging.clients.set(client.id, stored);
        staging.clientIds.set(client.clientId, client.id);
        return copyOf(stored);
      }),
    update: (id, changes) =>
      staging.step(() => {
        const stored: Client = {
          ...requireClient(id),
          ...given(changes),
          updatedAt: staging.startedAt(),
        };
        requireOrganization(stored.organizationId);
        staging.clients.set(id, stored);
        return copyOf(stored);
      }),
    delete: (id) =>
      staging.step(() => {
        const client = staging.clients.get(id);
        if (client === undefined) return;
        staging.clients.delete(id);
        staging.clientIds.delete(client.clientId);
        staging.secrets.delete(id);
        staging.registrations.delete(id);
      }),
    insertSecret: (clientRowId, secret) =>
      staging.step(() => {
        if (staging.clients.get(clientRowId) === undefined) throw new PersistenceError('23503');
        const stored: StoredSecret = {
          ...copyOf(secret),
          clientRowId,
          createdAt: staging.startedAt(),
          revokedAt: null,
          lastUsedAt: null,
        };
        staging.secrets.set(clientRowId, [...secretsOf(clientRowId), stored]);
        return secretWithoutOwner(stored);
      }),
    updateSecret: (secretId, changes) =>
      staging.step(() => {
        for (const secrets of staging.secrets.values()) {
          const secret = secrets.find(({ id }) => id === secretId);
          if (secret === undefined) continue;
          const changed = { ...secret, ...given(changes) };
          staging.secrets.set(
            secret.clientRowId,
            secrets.map((other) => (other === secret ? changed : other)),
          );
          return;
        }
        throw new PersistenceError('P0002');
      }),
  };
};
