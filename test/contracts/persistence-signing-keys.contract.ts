import { randomUUID } from 'node:crypto';
import type { StoredSigningKey } from '../../libs/m2m-auth/src/domain/keys/signing-key.js';
import type {
  NewSigningKey,
  SigningKeyChanges,
} from '../../libs/m2m-auth/src/domain/keys/signing-key-store.js';
import { PersistenceError } from '../../libs/m2m-auth/src/domain/stores/persistence-errors.js';
import { type FixtureAccess } from './persistence-fixture.js';

const RETIRED: SigningKeyChanges = { state: 'retired', sealedPrivateKey: null };

export const newKey = (overrides: Partial<NewSigningKey> = {}): NewSigningKey => {
  const kid = `kid-${randomUUID()}`;
  return {
    kid,
    algorithm: 'ES256',
    state: 'pending',
    publicJwk: { kid, alg: 'ES256', use: 'sig', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
    sealedPrivateKey: `sealed:${kid}`,
    activatesAt: null,
    activatedAt: null,
    retiresAt: null,
    retiredAt: null,
    ...overrides,
  };
};

export const describeSigningKeyPersistence = (fixture: FixtureAccess): void => {
  describe('signing keys', () => {
    const store = () => fixture().persistence;

    const update = (kid: string, changes: SigningKeyChanges): Promise<void> =>
      store().transaction((tx) => tx.signingKeys.update(kid, changes));
    const find = (kid: string): Promise<StoredSigningKey | null> =>
      store().transaction((tx) => tx.signingKeys.find(kid));

    afterEach(() =>
      store().transaction(async (tx) => {
        for (const { kid } of await tx.signingKeys.list()) await tx.signingKeys.update(kid, RETIRED);
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
      await update(first.kid, RETIRED);
      expect((await store().signingKeys.list()).map(({ kid }) => kid)).toEqual([second.kid]);
    });

    it('keeps what is changed, and everything else as it is', async () => {
      const key = newKey();
      await store().transaction((tx) => tx.signingKeys.insert(key));
      const [stored] = await store().signingKeys.list();
      const changes = { activatesAt: new Date(1_800_000_000_123), sealedPrivateKey: 'resealed' };
      await update(key.kid, changes);
      expect(await find(key.kid)).toEqual({ ...stored, ...changes });
      const moments = { activatedAt: new Date(1_800_000_001_000), retiresAt: new Date(1_800_000_002_000) };
      await update(key.kid, { state: 'retiring', ...moments });
      expect(await find(key.kid)).toEqual({ ...stored, ...changes, ...moments, state: 'retiring' });
    });

    it('finds a retired key, without its private half, and no other by no name', async () => {
      const key = newKey({ state: 'active' });
      await store().transaction((tx) => tx.signingKeys.insert(key));
      const retiredAt = new Date(1_800_000_000_000);
      await update(key.kid, { ...RETIRED, retiredAt });
      expect(await find(key.kid)).toMatchObject({ state: 'retired', sealedPrivateKey: null, retiredAt });
      expect([await find('nobody'), await find(''), await find('a\0b')]).toEqual([null, null, null]);
    });

    it('keeps the private half of every key that is not retired', async () => {
      const key = newKey();
      await store().transaction((tx) => tx.signingKeys.insert(key));
      await expect(update(key.kid, { sealedPrivateKey: null })).rejects.toThrow(PersistenceError);
    });

    it('pages through all keys, the retired ones too, oldest first', async () => {
      const kids: string[] = [];
      for (let n = 0; n < 3; n++) {
        const key = newKey({ state: 'retiring' });
        await store().transaction((tx) => tx.signingKeys.insert(key));
        if (n === 1) await update(key.kid, RETIRED);
        await fixture().age(1_000);
        kids.push(key.kid);
      }
      const all = await store().signingKeys.page({ limit: 101 });
      expect(all.slice(-3).map(({ kid }) => kid)).toEqual(kids);
      const [first, second] = all.slice(-3);
      const after = { createdAt: first?.createdAt ?? new Date(0), id: first?.kid ?? '' };
      expect(await store().signingKeys.page({ limit: 1, after })).toEqual([second]);
    });

    it.each(['active', 'pending'] as const)('never holds two %s keys of one algorithm', async (state) => {
      const [first, second] = [newKey({ state }), newKey({ state: 'retiring' })];
      await store().transaction((tx) => tx.signingKeys.insert(first));
      await store().transaction((tx) => tx.signingKeys.insert(second));
      await store().transaction((tx) => tx.signingKeys.insert(newKey({ state, algorithm: 'EdDSA' })));
      const another = store().transaction((tx) => tx.signingKeys.insert(newKey({ state })));
      await expect(another).rejects.toThrow(PersistenceError);
      await expect(update(second.kid, { state })).rejects.toThrow(PersistenceError);
    });

    it('refuses to change a key that does not exist', async () => {
      await expect(update('nobody', { state: 'active' })).rejects.toThrow(PersistenceError);
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
