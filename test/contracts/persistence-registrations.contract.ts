import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { PersistenceError } from '../../libs/m2m-auth/src/domain/stores/persistence-errors.js';
import type { NewInitialAccessToken } from '../../libs/m2m-auth/src/domain/registration/registration-store.js';
import type { InitialAccessToken } from '../../libs/m2m-auth/src/domain/registration/initial-access-token.js';
import { heldBack } from '../support/domain.js';
import { inAnHour, newClient, newSecret, register, type FixtureAccess } from './persistence-fixture.js';

class Deliberate extends Error {}

const newToken = (overrides: Partial<NewInitialAccessToken> = {}): NewInitialAccessToken => ({
  id: randomUUID(),
  digest: `sha256:${randomUUID()}`,
  hint: 'abcd',
  organizationId: null,
  scopes: ['reports:read'],
  audiences: null,
  maxUses: null,
  expiresAt: null,
  ...overrides,
});

export const describeRegistrationPersistence = (fixture: FixtureAccess): void => {
  const store = () => fixture().persistence;

  describe('initial access tokens', () => {
    const make = (overrides: Partial<NewInitialAccessToken> = {}): Promise<InitialAccessToken> =>
      store().transaction((tx) => tx.initialAccessTokens.insert(newToken(overrides)));
    const use = (digest: string): Promise<InitialAccessToken | null> =>
      store().transaction((tx) => tx.initialAccessTokens.use(digest));
    const usesOf = async ({ digest }: InitialAccessToken): Promise<number | undefined> =>
      (await store().initialAccessTokens.findByDigest(digest))?.uses;

    it('are found by their digest and by nothing else', async () => {
      const input = newToken({ maxUses: 3, expiresAt: inAnHour(), audiences: ['https://api.example.com'] });
      const stored = await store().transaction((tx) => tx.initialAccessTokens.insert(input));
      expect(stored).toEqual({ ...input, uses: 0, createdAt: expect.any(Date) });
      expect(await store().initialAccessTokens.findByDigest(input.digest)).toEqual(stored);
      for (const stranger of [undefined, null, '', 'nobody', 'a\0b', {}, input.id] as string[]) {
        expect(await store().initialAccessTokens.findByDigest(stranger)).toBeNull();
        expect(await use(stranger)).toBeNull();
      }
    });

    it('are unique, and belong to an organization that is there', async () => {
      const { digest } = await make();
      await expect(make({ digest })).rejects.toMatchObject({ reason: '23505' });
      await expect(make({ organizationId: 'nobody' })).rejects.toThrow(PersistenceError);
    });

    it('give every use once, however many ask at a time', async () => {
      const token = await make({ maxUses: 3 });
      const given = await Promise.all(Array.from({ length: 20 }, () => use(token.digest)));
      expect(given.filter((used) => used !== null)).toHaveLength(3);
      expect(await usesOf(token)).toBe(3);
    });

    it('get a use back when the transaction that took it fails', async () => {
      const token = await make({ maxUses: 1 });
      const failed = store().transaction(async (tx) => {
        expect(await tx.initialAccessTokens.use(token.digest)).toMatchObject({ uses: 1 });
        throw new Deliberate();
      });
      await expect(failed).rejects.toThrow(Deliberate);
      expect(await usesOf(token)).toBe(0);
      expect(await use(token.digest)).toMatchObject({ id: token.id, uses: 1 });
    });

    it('can be used as often as anybody likes without a limit, and never after their end', async () => {
      const endless = await make();
      for (const uses of [1, 2, 3]) expect(await use(endless.digest)).toMatchObject({ uses });
      const ended = await make({ expiresAt: new Date(Date.now() - 1_000) });
      expect(await use(ended.digest)).toBeNull();
      expect(await usesOf(ended)).toBe(0);
    });

    it('are gone once deleted, which one of two learns', async () => {
      const token = await make();
      const remove = () => store().transaction((tx) => tx.initialAccessTokens.delete(token.id));
      const gone = await Promise.all([remove(), remove()]);
      expect(gone.filter((deleted) => deleted !== null)).toEqual([token]);
      expect(await use(token.digest)).toBeNull();
      expect(await store().transaction((tx) => tx.initialAccessTokens.delete('nobody\0'))).toBeNull();
    });

    it('list through cursors, each once', async () => {
      const made = [await make(), await make(), await make()].map(({ id }) => id);
      const seen: InitialAccessToken[] = [];
      for (;;) {
        const last = seen.at(-1);
        const page = await store().initialAccessTokens.list({ limit: 2, ...(last && { after: last }) });
        seen.push(...page);
        if (page.length < 2) break;
      }
      const ids = seen.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(made));
    });
  });

  describe('initial access tokens that have expired', () => {
    it('are deleted two days later, and no others', async () => {
      const insert = (expiresAt: Date | null) =>
        store().transaction((tx) =>
          tx.initialAccessTokens.insert({
            id: `iat-${randomUUID()}`,
            digest: `sha256:${randomUUID()}`,
            hint: 'abcd',
            organizationId: null,
            scopes: null,
            audiences: null,
            maxUses: null,
            expiresAt,
          }),
        );
      const day = 86_400_000;
      const [short, long, endless] = [
        await insert(new Date(Date.now() - 3 * day)),
        await insert(new Date(Date.now() - day)),
        await insert(null),
      ];
      while ((await store().purge(1_000)) > 0);
      const left = await store().transaction(async (tx) => [
        await tx.initialAccessTokens.delete(short.id),
        await tx.initialAccessTokens.delete(long.id),
        await tx.initialAccessTokens.delete(endless.id),
      ]);
      expect(left.map((token) => token?.id)).toEqual([undefined, long.id, endless.id]);
    });
  });

  describe('registrations of clients by themselves', () => {
    const registrationOf = (clientRowId: string) => ({
      clientRowId,
      tokenDigest: `sha256:${randomUUID()}`,
      initialAccessTokenId: null,
      details: { client_uri: 'https://example.com', contacts: ['a', 'b'] },
    });
    const count = (): Promise<number> => store().transaction((tx) => tx.registrations.lockAndCount(false));

    it('are unused while they are as they were made, and after nothing else', async () => {
      const make = (): Promise<{ clientId: string; rowId: string; secretId: string }> =>
        store().transaction(async (tx) => {
          const { id, clientId } = await tx.clients.insert(newClient());
          const secret = await tx.clients.insertSecret(id, newSecret({ epoch: await tx.nextEpoch() }));
          await tx.registrations.insert(registrationOf(id));
          return { clientId, rowId: id, secretId: secret.id };
        });
      const untouched = [await make(), await make()];
      const [used, changed, rotated, retired] = [await make(), await make(), await make(), await make()];
      await register(store());
      await pause(5);
      await store().recordSecretUses([{ secretId: used.secretId, agoMs: 0 }]);
      await store().transaction(async (tx) => {
        await tx.clients.update(changed.rowId, { description: 'known to somebody' });
        await tx.clients.insertSecret(rotated.rowId, newSecret({ epoch: await tx.nextEpoch() }));
        await tx.clients.updateSecret(retired.secretId, { revokedAt: await tx.now() });
      });

      const mine = new Set([...untouched, used, changed, rotated, retired].map(({ clientId }) => clientId));
      const found = (await store().registrations.unused(-60_000, 10_000)).filter((clientId) =>
        mine.has(clientId),
      );
      expect(found).toEqual(untouched.map(({ clientId }) => clientId));
      expect(await store().registrations.unused(-60_000, 1)).toHaveLength(1);
      expect(await store().registrations.unused(3_600_000, 10_000)).toEqual([]);
    });

    it('are found by the client that has them, and go with it', async () => {
      const client = await register(store());
      const registration = registrationOf(client.id);
      await store().transaction((tx) => tx.registrations.insert(registration));
      expect(await store().registrations.find(client.clientId)).toEqual(registration);
      await store().transaction((tx) => tx.clients.delete(client.id));
      expect(await store().registrations.find(client.clientId)).toBeNull();
      const again = await register(store(), newClient({ clientId: client.clientId }));
      expect(await store().registrations.find(again.clientId)).toBeNull();
      for (const stranger of [undefined, '', 'a\0b'] as string[]) {
        expect(await store().registrations.find(stranger)).toBeNull();
      }
    });

    it('are counted apart, with an initial access token and without', async () => {
      const counts = () =>
        store().transaction(async (tx) => [
          await tx.registrations.lockAndCount(false),
          await tx.registrations.lockAndCount(true),
        ]);
      const [strangers = 0, invited = 0] = await counts();
      const client = await register(store());
      const registration = { ...registrationOf(client.id), initialAccessTokenId: 'iat' };
      await store().transaction((tx) => tx.registrations.insert(registration));
      expect(await counts()).toEqual([strangers, invited + 1]);
    });

    it('are one to a client that is there', async () => {
      const client = await register(store());
      const insert = (id: string) => store().transaction((tx) => tx.registrations.insert(registrationOf(id)));
      await insert(client.id);
      await expect(insert(client.id)).rejects.toThrow(PersistenceError);
      await expect(insert(randomUUID())).rejects.toThrow(PersistenceError);
    });

    it('are counted one after another, so that a bound on them holds', async () => {
      const client = await register(store());
      const [counted, mayInsert] = [heldBack<number>(), heldBack<void>()];
      const first = store().transaction(async (tx) => {
        counted.release(await tx.registrations.lockAndCount(false));
        await mayInsert.promise;
        await tx.registrations.insert(registrationOf(client.id));
      });
      const before = await counted.promise;
      const second = count();
      // Time for one that does not wait to count too early; one that does takes no notice.
      await Promise.race([second, pause(200)]);
      mayInsert.release();
      await first;
      expect(await second).toBe(before + 1);
    });
  });
};
