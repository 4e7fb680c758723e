import type { ConfigurationObject } from '../../domain/configuration/configuration-object.js';
import type { Transaction } from '../../domain/persistence/persistence.js';
import { copyOf } from './memory-persistence-copy.js';
import type { Staging } from './memory-persistence-staging.js';

type Key = Pick<ConfigurationObject, 'kind' | 'id'>;

const keyOf = ({ kind, id }: Key): string => `${kind} ${id}`;

const byKey = (a: Key, b: Key): number => Buffer.compare(Buffer.from(keyOf(a)), Buffer.from(keyOf(b)));

/** What configuration documents have made. Transactions run one after another, so there is nothing to lock. */
export const memoryConfigurationWrites = (staging: Staging): Transaction['configuration'] => ({
  lock: () => staging.step(() => undefined),
  list: () => staging.step(() => [...staging.configuration.values()].sort(byKey).map(copyOf)),
  put: (object) => staging.step(() => staging.configuration.set(keyOf(object), copyOf(object))),
  remove: (object) => staging.step(() => staging.configuration.delete(keyOf(object))),
});
