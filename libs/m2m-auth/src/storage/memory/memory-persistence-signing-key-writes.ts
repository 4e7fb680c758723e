import type { StoredSigningKey } from '../../domain/keys/signing-key.js';
import { PersistenceError } from '../../domain/stores/persistence-errors.js';
import type { Transaction } from '../../domain/persistence/persistence.js';
import { copyOf, given } from './memory-persistence-copy.js';
import { liveSigningKeys } from './memory-persistence-rows.js';
import type { Staging } from './memory-persistence-staging.js';

/** Of each algorithm there is at most one key in each of these states. */
const SINGULAR = ['active', 'pending'];

/** Writes of signing keys. Transactions run one after another, so there is nothing to lock. */
export const memorySigningKeyWrites = (staging: Staging): Transaction['signingKeys'] => {
  const put = (key: StoredSigningKey): void => {
    // As the constraints of a database: their codes are those of Postgres.
    if (key.sealedPrivateKey === null && key.state !== 'retired') throw new PersistenceError('23514');
    for (const other of staging.signingKeys.values()) {
      const same = other.algorithm === key.algorithm && other.state === key.state;
      if (same && other.kid !== key.kid && SINGULAR.includes(key.state)) throw new PersistenceError('23505');
    }
    staging.signingKeys.set(key.kid, key);
  };
  return {
    lockAll: () => staging.step(() => undefined),
    list: () => staging.step(() => liveSigningKeys(staging.signingKeys.values())),
    find: (kid) => staging.step(() => copyOf(staging.signingKeys.get(kid) ?? null)),
    insert: (key) =>
      staging.step(() => {
        if (staging.signingKeys.get(key.kid) !== undefined) throw new PersistenceError('23505');
        put({ ...copyOf(key), createdAt: staging.startedAt() });
      }),
    update: (kid, changes) =>
      staging.step(() => {
        const key = staging.signingKeys.get(kid);
        if (key === undefined) throw new PersistenceError('P0002');
        put({ ...key, ...given(changes) });
      }),
  };
};
