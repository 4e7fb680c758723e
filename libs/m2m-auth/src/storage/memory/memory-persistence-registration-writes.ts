import { PersistenceError } from '../../domain/stores/persistence-errors.js';
import type { Transaction } from '../../domain/persistence/persistence.js';
import { isUsable } from '../../domain/registration/initial-access-token.js';
import { copyOf } from './memory-persistence-copy.js';
import type { Staging } from './memory-persistence-staging.js';

/** Writes of initial access tokens. Transactions run one after another, so there is nothing to lock. */
export const memoryInitialAccessTokenWrites = (staging: Staging): Transaction['initialAccessTokens'] => ({
  insert: (token) =>
    staging.step(() => {
      for (const other of staging.initialAccessTokens.values()) {
        if (other.id === token.id || other.digest === token.digest) throw new PersistenceError('23505');
      }
      const { organizationId } = token;
      if (organizationId !== null && staging.organizations.get(organizationId) === undefined) {
        throw new PersistenceError('23503');
      }
      const stored = { ...copyOf(token), uses: 0, createdAt: staging.startedAt() };
      staging.initialAccessTokens.set(stored.id, stored);
      return copyOf(stored);
    }),
  use: (digest) =>
    staging.step(() => {
      const token = [...staging.initialAccessTokens.values()].find((other) => other.digest === digest);
      if (token === undefined || !isUsable(token, staging.clock.now())) return null;
      const used = { ...token, uses: token.uses + 1 };
      staging.initialAccessTokens.set(used.id, used);
      return copyOf(used);
    }),
  delete: (id) =>
    staging.step(() => {
      const token = staging.initialAccessTokens.get(id) ?? null;
      if (token !== null) staging.initialAccessTokens.delete(id);
      return copyOf(token);
    }),
});

export const memoryRegistrationWrites = (staging: Staging): Transaction['registrations'] => ({
  lockAndCount: (invited) =>
    staging.step(
      () =>
        [...staging.registrations.values()].filter(
          ({ initialAccessTokenId }) => (initialAccessTokenId !== null) === invited,
        ).length,
    ),
  insert: (registration) =>
    staging.step(() => {
      const { clientRowId } = registration;
      if (staging.clients.get(clientRowId) === undefined) throw new PersistenceError('23503');
      if (staging.registrations.get(clientRowId) !== undefined) throw new PersistenceError('23505');
      staging.registrations.set(clientRowId, copyOf(registration));
    }),
});
