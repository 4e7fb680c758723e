import { randomUUID } from 'node:crypto';
import type { ClientSecret } from '../../libs/m2m-auth/src/domain/clients/client.js';
import { type FixtureAccess, newClient, newSecret, register } from './persistence-fixture.js';

const DAY_MS = 86_400_000;

export const describeSecretUses = (fixture: FixtureAccess): void => {
  describe('the uses and the end of secrets', () => {
    const store = () => fixture().persistence;
    const secretsOf = async (clientId: string): Promise<readonly ClientSecret[]> =>
      (await store().clients.find(clientId))?.secrets ?? [];
    const only = async (clientId: string): Promise<ClientSecret> => {
      const [secret] = await secretsOf(clientId);
      if (secret === undefined) throw new Error('the client has no secret');
      return secret;
    };
    const now = (): Promise<Date> => store().transaction((tx) => tx.now());
    const committed = async (): Promise<number> =>
      (await store().revocations.changesAfter(Number.MAX_SAFE_INTEGER)).committed;

    it('are recorded on the clock of the store, for many secrets at once, as no change', async () => {
      const [a, b] = [await register(store()), await register(store())];
      const ids = [(await only(a.clientId)).id, (await only(b.clientId)).id];
      const seq = await committed();
      const before = await now();
      const agoMs = 5_000;
      expect(await store().recordSecretUses(ids.map((secretId) => ({ secretId, agoMs })))).toEqual([]);
      const after = await now();
      for (const { clientId } of [a, b]) {
        const usedAt = (await only(clientId)).lastUsedAt?.getTime() ?? 0;
        expect(usedAt).toBeGreaterThanOrEqual(before.getTime() - agoMs);
        expect(usedAt).toBeLessThanOrEqual(after.getTime() - agoMs + 1);
      }
      expect(await committed()).toBe(seq);
    });

    it('never go backwards, in whatever order processes tell of them', async () => {
      const { clientId } = await register(store());
      const { id: secretId } = await only(clientId);
      await store().recordSecretUses([{ secretId, agoMs: 1_000 }]);
      const newest = (await only(clientId)).lastUsedAt;
      await Promise.all(
        [90_000, 30_000, 60_000].map((agoMs) => store().recordSecretUses([{ secretId, agoMs }])),
      );
      expect((await only(clientId)).lastUsedAt).toEqual(newest);
      await store().recordSecretUses([{ secretId, agoMs: 0 }]);
      expect((await only(clientId)).lastUsedAt?.getTime()).toBeGreaterThan(newest?.getTime() ?? 0);
    });

    it('pass over secrets that are gone, and leave everything else of a secret as it was', async () => {
      const { clientId } = await register(store());
      const before = await only(clientId);
      const uses = [randomUUID(), before.id].map((secretId) => ({ secretId, agoMs: 0 }));
      expect(await store().recordSecretUses(uses)).toEqual([]);
      const { lastUsedAt, ...rest } = await only(clientId);
      expect(lastUsedAt).toBeInstanceOf(Date);
      expect({ ...rest, lastUsedAt: null }).toEqual(before);
    });

    it('lead to their deletion two days after they expired or were revoked, in batches', async () => {
      // What other tests have left would be counted too.
      await fixture().age(3 * DAY_MS);
      while ((await store().purge(1_000)) > 0);
      const stored = await register(store(), newClient());
      const { id: kept } = await only(stored.clientId);
      const endsAt = new Date((await now()).getTime() + 1_000);
      const secrets = Array.from({ length: 3 }, () => newSecret({ expiresAt: endsAt }));
      const later = newSecret({ expiresAt: new Date(endsAt.getTime() + DAY_MS) });
      const revoked = newSecret();
      await store().transaction(async (tx) => {
        for (const secret of [...secrets, later, revoked]) await tx.clients.insertSecret(stored.id, secret);
        await tx.clients.updateSecret(revoked.id, { revokedAt: await tx.now() });
      });
      const ids = async () => new Set((await secretsOf(stored.clientId)).map(({ id }) => id));
      await fixture().age(DAY_MS);
      while ((await store().purge(1_000)) > 0);
      expect((await ids()).size).toBe(5);
      await fixture().age(DAY_MS + 2_000);
      const gone = [await store().purge(3), await store().purge(3), await store().purge(3)];
      expect(gone).toEqual([3, 1, 0]);
      expect(await ids()).toEqual(new Set([kept, later.id]));
    });
  });
};
