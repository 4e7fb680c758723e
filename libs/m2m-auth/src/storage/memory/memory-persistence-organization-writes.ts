import { organizationOf } from '../../domain/api-keys/api-key.js';
import type { Organization } from '../../domain/organizations/organization.js';
import { DuplicateError, PersistenceError } from '../../domain/stores/persistence-errors.js';
import type { Leaving } from '../../domain/organizations/organization-store.js';
import type { Transaction } from '../../domain/persistence/persistence.js';
import { copyOf } from './memory-persistence-copy.js';
import type { Staging } from './memory-persistence-staging.js';

/** Writes of organizations. Transactions run one after another, so there is nothing to lock. */
export const memoryOrganizationWrites = (staging: Staging): Transaction['organizations'] => {
  const all = (): Organization[] => [...staging.organizations.values()];
  const isEmpty = (id: string, butFor: Leaving): boolean =>
    [...staging.clients.values()].every(
      (client) => client.organizationId !== id || butFor.clients.includes(client.id),
    ) &&
    [...staging.apiKeys.values()].every(
      (key) => organizationOf(key.owner) !== id || butFor.apiKeys.includes(key.id),
    );

  return {
    insert: ({ id, name }) =>
      staging.step(() => {
        if (all().some((other) => other.id === id || other.name === name)) {
          throw new DuplicateError('organization');
        }
        const stored = { id, name, createdAt: staging.startedAt() };
        staging.organizations.set(id, stored);
        return copyOf(stored);
      }),
    exists: (id) => staging.step(() => staging.organizations.get(id) !== undefined),
    find: (by) =>
      staging.step(() => {
        const found =
          'id' in by ? staging.organizations.get(by.id) : all().find(({ name }) => name === by.name);
        return copyOf(found ?? null);
      }),
    lock: (id) => staging.step(() => copyOf(staging.organizations.get(id) ?? null)),
    rename: (id, name) =>
      staging.step(() => {
        const stored = staging.organizations.get(id);
        if (stored === undefined) throw new PersistenceError('P0002');
        if (all().some((other) => other.id !== id && other.name === name)) {
          throw new DuplicateError('organization');
        }
        staging.organizations.set(id, { ...stored, name });
      }),
    isEmpty: (id, butFor) => staging.step(() => isEmpty(id, butFor)),
    delete: (id) =>
      staging.step(() => {
        if (!isEmpty(id, { clients: [], apiKeys: [] })) throw new PersistenceError('23503');
        for (const token of staging.initialAccessTokens.values())
          if (token.organizationId === id) staging.initialAccessTokens.delete(token.id);
        staging.organizations.delete(id);
      }),
  };
};
