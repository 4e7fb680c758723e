import { randomUUID } from 'node:crypto';
import type { StoredSigningKey } from '../../libs/m2m-auth/src/domain/keys/signing-key.js';
import { PersistenceError } from '../../libs/m2m-auth/src/domain/persistence/persistence-errors.js';
import { type FixtureAccess } from './persistence-fixture.js';

const newKey = (overrides: Partial<StoredSigningKey> = {}): Omit<StoredSigningKey, 'createdAt'> => {
  const kid = `kid-${randomUUID()}`;
  return {
    kid,
    algorithm: 'ES256',
    state: 'pending',
    publicJwk: { kid, alg: 'ES256', use: 'sig', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
    sealedPrivateKey: `sealed:${kid}`,
    activatedAt: null,
    ...overrides,
  };
};

export const describeSigningKeyPersistence = (fixture: FixtureAccess): void => {
  describe('signing keys', () => {
    const store = () => fixture().persistence;

    afterEach(() =>
      store().transaction(async (tx) => {
        for (const { kid } of await tx.signingKeys.list()) await tx.signingKeys.setState(kid, 'retired');
      }),
    );

    it('lists keys that are not retired, oldest first', async () => {
      const [first, second] = [
        newKey(),
        newKey({ algorithm: 'RS256', state: 'active', activatedAt: new Date() }),
      ];
      await store().transaction((tx) => tx.signingKeys.insert(first));
      await fixture().age(1_000);
      await store().transaction((tx) => tx.signingKeys.insert(second));
      const stored = await store().signingKeys.list();
      expect(stored).toEqual([
        { ...first, createdAt: expect.any(Date) },
        { ...second, createdAt: expect.any(Date) },
      ]);
      await store().transaction((tx) => tx.signingKeys.setState(first.kid, 'retired'));
      expect((await store().signingKeys.list()).map(({ kid }) => kid)).toEqual([second.kid]);
    });

    it('stamps a key when it first becomes active', async () => {
      const key = newKey();
      await store().transaction((tx) => tx.signingKeys.insert(key));
      await store().transaction((tx) => tx.signingKeys.setState(key.kid, 'active'));
      const [active] = await store().signingKeys.list();
      expect(active).toMatchObject({ state: 'active', activatedAt: expect.any(Date) });
      await store().transaction((tx) => tx.signingKeys.setState(key.kid, 'retiring'));
      expect(await store().signingKeys.list()).toEqual([{ ...active, state: 'retiring' }]);
    });

    it('never holds two active keys of one algorithm', async () => {
      const [first, second] = [newKey({ state: 'active' }), newKey()];
      await store().transaction((tx) => tx.signingKeys.insert(first));
      await store().transaction((tx) => tx.signingKeys.insert(second));
      const another = store().transaction((tx) => tx.signingKeys.insert(newKey({ state: 'active' })));
      await expect(another).rejects.toThrow(PersistenceError);
      const promoted = store().transaction((tx) => tx.signingKeys.setState(second.kid, 'active'));
      await expect(promoted).rejects.toThrow(PersistenceError);
    });

    it('refuses to move a key that does not exist', async () => {
      const moved = store().transaction((tx) => tx.signingKeys.setState('nobody', 'active'));
      await expect(moved).rejects.toThrow(PersistenceError);
    });

    it('lets one process at a time look and then write, however many start at once', async () => {
      const start = (): Promise<void> =>
        store().transaction(async (tx) => {
          await tx.signingKeys.lockAll();
          const keys = await tx.signingKeys.list();
          if (keys.length === 0) await tx.signingKeys.insert(newKey({ state: 'active' }));
        });
      await Promise.all([start(), start(), start(), start()]);
      expect(await store().signingKeys.list()).toHaveLength(1);
    });
  });
};
