import { randomUUID } from 'node:crypto';
import type { ApiKey } from '../../libs/m2m-auth/src/domain/api-keys/api-key.js';
import {
  DuplicateError,
  PersistenceError,
} from '../../libs/m2m-auth/src/domain/stores/persistence-errors.js';
import type { NewStoredApiKey } from '../../libs/m2m-auth/src/domain/api-keys/api-key-store.js';
import { newApiKey as newKey, type FixtureAccess } from './persistence-fixture.js';

export const describeApiKeyPersistence = (fixture: FixtureAccess): void => {
  describe('API keys', () => {
    const store = () => fixture().persistence;
    const insert = (key: NewStoredApiKey): Promise<ApiKey> =>
      store().transaction((tx) => tx.apiKeys.insert(key));
    const remove = (id: string): Promise<ApiKey | null> => store().transaction((tx) => tx.apiKeys.delete(id));

    beforeAll(() =>
      store().transaction(async (tx) => {
        for (const id of ['api-keys-a', 'api-keys-b']) await tx.organizations.insert({ id, name: id });
      }),
    );

    it('finds what was stored by its id and by its digest, and never hands the digest out', async () => {
      const { digest, ...rest } = newKey();
      const stored = await insert({ ...rest, digest });
      expect(stored).toEqual({
        ...rest,
        lastUsedAt: null,
        createdAt: expect.any(Date),
        updatedAt: expect.any(Date),
      });
      expect(await store().apiKeys.find(rest.id)).toEqual(stored);
      expect(await store().apiKeys.findForAuthentication(digest)).toEqual(stored);
    });

    it('keeps a key of a user, without an end, without permissions and without a hint', async () => {
      const key = newKey({
        owner: { type: 'user', id: 'user 1 — é', organizationId: 'api-keys-b' },
        permissions: [],
        environment: 'test',
        hint: null,
        expiresAt: null,
      });
      const { digest, ...rest } = key;
      await insert(key);
      expect(await store().apiKeys.findForAuthentication(digest)).toMatchObject(rest);
    });

    it('finds nothing for anything else', async () => {
      const { id, digest } = newKey();
      await insert(newKey({ id, digest }));
      for (const stranger of [undefined, null, '', 'nobody', 'a\0b', '\ud800', {}, []] as string[]) {
        expect(await store().apiKeys.find(stranger)).toBeNull();
        expect(await store().apiKeys.findForAuthentication(stranger)).toBeNull();
        expect(await remove(stranger)).toBeNull();
      }
      expect(await store().apiKeys.find(digest)).toBeNull();
      expect(await store().apiKeys.findForAuthentication(id)).toBeNull();
    });

    it('refuses a digest that is there already, also when raced', async () => {
      const { digest } = newKey();
      const made = Array.from({ length: 4 }, () => insert(newKey({ digest })));
      const outcomes = await Promise.allSettled(made);
      const refused = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
      );
      expect(refused).toHaveLength(3);
      for (const error of refused) {
        expect(error).toBeInstanceOf(DuplicateError);
        expect(error).toMatchObject({ subject: 'API key' });
      }
    });

    it('refuses an organization that does not exist', async () => {
      const owner = { type: 'organization', id: 'api-keys-nobody' } as const;
      await expect(insert(newKey({ owner }))).rejects.toThrow(PersistenceError);
    });

    it('deletes a key once, whoever else does so too, and its digest is free again', async () => {
      const key = newKey();
      const stored = await insert(key);
      const answers = await Promise.all([remove(key.id), remove(key.id), remove(key.id)]);
      expect(answers.filter((answer) => answer !== null)).toEqual([stored]);
      expect(await store().apiKeys.find(key.id)).toBeNull();
      expect(await store().apiKeys.findForAuthentication(key.digest)).toBeNull();
      await expect(insert(newKey({ digest: key.digest }))).resolves.toMatchObject({ name: key.name });
    });

    it('finds a key in the transaction that has just made it: by its id, its digest, its owner and name', async () => {
      const key = newKey({ name: randomUUID() });
      const { digest, id, name, owner } = key;
      await store().transaction(async (tx) => {
        const stored = await tx.apiKeys.insert(key);
        expect(stored).not.toHaveProperty('digest');
        for (const by of [{ id }, { digest }, { owner, name }]) {
          expect(await tx.apiKeys.find(by)).toEqual(stored);
        }
        expect(await tx.apiKeys.find({ id: digest })).toBeNull();
        expect(await tx.apiKeys.find({ digest: id })).toBeNull();
        const user = { type: 'user', id: 'api-keys-a', organizationId: 'api-keys-a' } as const;
        for (const other of [user, { type: 'organization', id: 'api-keys-b' } as const]) {
          expect(await tx.apiKeys.find({ owner: other, name })).toBeNull();
        }
        expect(await tx.apiKeys.find({ owner, name: `${name}-` })).toBeNull();
        for (const stranger of [undefined, null, '', 'a\0b', {}] as string[]) {
          expect(await tx.apiKeys.find({ id: stranger })).toBeNull();
          expect(await tx.apiKeys.find({ digest: stranger })).toBeNull();
          expect(await tx.apiKeys.find({ owner, name: stranger })).toBeNull();
        }
      });
    });

    it('finds of several that share owner and name the one that ends last', async () => {
      const name = randomUUID();
      const ends = [new Date(1_900_000_000_000), null, new Date(1_800_000_000_000)];
      const keys = ends.map((expiresAt) => newKey({ name, expiresAt }));
      for (const key of keys) await insert(key);
      const find = () => store().transaction((tx) => tx.apiKeys.find({ owner: newKey().owner, name }));
      const inOrder: (string | undefined)[] = [];
      while (inOrder.length < keys.length) {
        const id = (await find())?.id ?? '';
        inOrder.push(id);
        await remove(id);
      }
      expect(inOrder).toEqual([keys[1]?.id, keys[0]?.id, keys[2]?.id]);
    });

    it('changes what it is told to change and nothing else', async () => {
      const key = newKey();
      const stored = await insert(key);
      const name = `${key.name}, renamed`;
      const renamed = await store().transaction((tx) => tx.apiKeys.update(key.id, { name }));
      expect(renamed).toEqual({ ...stored, name, updatedAt: expect.any(Date) });
      const changes = {
        owner: { type: 'user', id: 'ann', organizationId: 'api-keys-b' },
        permissions: [],
        environment: 'test',
        expiresAt: null,
      } as const;
      await store().transaction((tx) => tx.apiKeys.update(key.id, changes));
      const found = await store().apiKeys.findForAuthentication(key.digest);
      expect(found).toEqual({ ...renamed, ...changes, updatedAt: expect.any(Date) });
    });

    it('changes no key that is not there, and gives none to an organization that is not there', async () => {
      const update = (id: string, owner: ApiKey['owner']) =>
        store().transaction((tx) => tx.apiKeys.update(id, { owner }));
      const { id, owner } = await insert(newKey());
      await expect(update('nobody', owner)).rejects.toMatchObject({ reason: 'P0002' });
      await expect(update(id, { type: 'organization', id: 'nobody' })).rejects.toMatchObject({
        reason: '23503',
      });
      expect(await store().apiKeys.find(id)).toMatchObject({ owner });
    });

    it('keeps nothing of a transaction that fails', async () => {
      const key = newKey();
      const failing = store().transaction(async (tx) => {
        await tx.apiKeys.insert(key);
        await tx.apiKeys.update(key.id, { name: 'never' });
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(await store().apiKeys.findForAuthentication(key.digest)).toBeNull();
    });

    it('lists the keys of an organization, those of its users with them, and no others, through cursors', async () => {
      const id = `org-${randomUUID()}`;
      await store().transaction((tx) => tx.organizations.insert({ id, name: id }));
      const own = { type: 'organization', id } as const;
      const user = { type: 'user', id: 'api-keys-a', organizationId: id } as const;
      // The user of another organization is called like this one.
      const namesake = { type: 'user', id, organizationId: 'api-keys-a' } as const;
      const keys = [own, user, own, user, own].map((owner, n) => newKey({ owner, name: `${n}` }));
      await store().transaction(async (tx) => {
        for (const key of keys) await tx.apiKeys.insert(key);
      });
      await insert(newKey({ owner: namesake }));
      const filter = { organizationId: id };
      const seen: ApiKey[] = [];
      for (;;) {
        const last = seen.at(-1);
        const page = await store().apiKeys.list({ limit: 2, ...(last && { after: last }) }, filter);
        seen.push(...page);
        if (page.length < 2) break;
      }
      const ids = keys.map((key) => key.id);
      expect(seen.map((key) => key.id)).toEqual(ids.sort((a, b) => (a < b ? -1 : 1)));
      expect(seen.filter((key) => 'digest' in key)).toEqual([]);
      expect(await store().apiKeys.list({ limit: 9 }, { organizationId: 'a\0b' })).toEqual([]);
      expect((await store().apiKeys.list({ limit: 101 }, {})).length).toBeGreaterThan(5);
    });

    it('tells the other processes by the kind and the id', async () => {
      const { committed } = await store().revocations.changesAfter(0);
      const change = { kind: 'api-key', subject: 'api_key_x' } as const;
      await store().transaction((tx) => tx.record({ changes: [change], denials: [] }));
      const batch = await store().revocations.changesAfter(committed);
      expect(batch.changes).toEqual([{ ...change, seq: committed + 1 }]);
    });
  });
};
