import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import type { Transaction } from '../../libs/m2m-auth/src/domain/persistence/persistence.js';
import { newClient, newSecret, register } from '../contracts/persistence-fixture.js';
import { type OpenStore, openStore, useDatabase } from './typeorm-fixture.js';

const CANARY = 'canary-5d1f0c';

const everythingIn = (error: unknown): string => {
  const { message, stack, cause } = error as Error;
  const shown = inspect(error, { depth: 20, showHidden: true, getters: true });
  return [message, stack, shown, inspect(cause, { depth: 20 }), JSON.stringify(error)].join('\n');
};

describe('an error of the store', () => {
  const database = useDatabase();
  let store: OpenStore;

  beforeAll(async () => {
    store = await openStore(database().url);
  });
  afterAll(() => store.dataSource.destroy());

  const failures: [string, (tx: Transaction, clientRowId: string) => Promise<unknown>][] = [
    ['a taken clientId', (tx) => tx.clients.insert(newClient({ clientId: CANARY }))],
    ['a value that is no uuid', (tx) => tx.clients.insert(newClient({ id: CANARY }))],
    ['an unknown organization', (tx) => tx.clients.insert(newClient({ organizationId: CANARY }))],
    ['a check', (tx) => tx.clients.insert(newClient({ name: CANARY, accessTokenTtl: -1 }))],
    ['a NUL', (tx) => tx.clients.insert(newClient({ name: `${CANARY}\0` }))],
    ['a hash', (tx, id) => tx.clients.insertSecret(id, newSecret({ hash: CANARY, epoch: -1 }))],
    ['an unknown client', (tx) => tx.clients.insertSecret(randomUUID(), newSecret({ hash: CANARY }))],
    [
      'an API key',
      (tx) =>
        tx.apiKeys.insert({
          id: CANARY,
          digest: CANARY,
          hint: CANARY,
          name: CANARY,
          owner: { type: 'organization', id: CANARY },
          permissions: [CANARY],
          environment: 'test',
          expiresAt: null,
        }),
    ],
    [
      'a denial',
      (tx) =>
        tx.record({ changes: [], denials: [{ kind: CANARY as 'jti', id: CANARY, expiresAt: new Date() }] }),
    ],
  ];

  it.each(failures)('tells nothing of what was written (%s)', async (_, fail) => {
    const existing = await store.persistence.clients.find(CANARY);
    const { id } = existing?.client ?? (await register(store.persistence, newClient({ clientId: CANARY })));
    const error: unknown = await store.persistence
      .transaction((tx) => fail(tx, id))
      .then(
        () => undefined,
        (reason: unknown) => reason,
      );
    expect(['PersistenceError', 'DuplicateError']).toContain((error as Error).name);
    expect(everythingIn(error)).not.toMatch(/canary|insert into|select /i);
  });

  it('tells nothing inside a transaction of the host either', async () => {
    const { dataSource, persistence } = store;
    const error: unknown = await dataSource
      .transaction((manager) =>
        persistence.transaction((tx) => tx.clients.insert(newClient({ id: CANARY })), manager),
      )
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'PersistenceError', reason: '22P02' });
    expect(everythingIn(error)).not.toMatch(/canary|insert into/i);
  });
});
