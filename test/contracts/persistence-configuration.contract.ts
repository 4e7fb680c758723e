import { randomUUID } from 'node:crypto';
import type { ConfigurationObject } from '../../libs/m2m-auth/src/domain/configuration/configuration-object.js';
import { DuplicateError } from '../../libs/m2m-auth/src/domain/stores/persistence-errors.js';
import { newApiKey, newClient, newSecret, register, type FixtureAccess } from './persistence-fixture.js';

export const describeConfigurationPersistence = (fixture: FixtureAccess): void => {
  describe('configuration', () => {
    const store = () => fixture().persistence;
    const put = (object: ConfigurationObject): Promise<void> =>
      store().transaction((tx) => tx.configuration.put(object));
    const list = (): Promise<readonly ConfigurationObject[]> =>
      store().transaction((tx) => tx.configuration.list());

    it('keeps one entry for each kind and id, the last one', async () => {
      const id = randomUUID();
      await put({ kind: 'client', id, name: 'a' });
      await put({ kind: 'secret', id, name: 'b', given: { hash: 'sha256:x', hint: null } });
      await put({ kind: 'client', id, name: 'c' });
      expect((await list()).filter((object) => object.id === id)).toEqual([
        { kind: 'client', id, name: 'c' },
        { kind: 'secret', id, name: 'b', given: { hash: 'sha256:x', hint: null } },
      ]);
      await store().transaction((tx) => tx.configuration.remove({ kind: 'client', id }));
      expect((await list()).filter((object) => object.id === id)).toEqual([
        { kind: 'secret', id, name: 'b', given: { hash: 'sha256:x', hint: null } },
      ]);
    });

    it('lets one apply at a time, and the next see what it has written', async () => {
      const id = randomUUID();
      const seen: boolean[] = [];
      await Promise.all(
        [1, 2, 3].map(() =>
          store().transaction(async (tx) => {
            await tx.configuration.lock();
            const known = (await tx.configuration.list()).some((object) => object.id === id);
            seen.push(known);
            if (!known) await tx.configuration.put({ kind: 'organization', id, name: id });
          }),
        ),
      );
      expect(seen.sort()).toEqual([false, true, true]);
    });

    it('finds organizations by id and by name, in a transaction that has just made them', async () => {
      const id = `org-${randomUUID()}`;
      await store().transaction(async (tx) => {
        await tx.organizations.insert({ id, name: `Acme ${id}` });
        expect(await tx.organizations.find({ id })).toMatchObject({ id, name: `Acme ${id}` });
        expect(await tx.organizations.find({ name: `Acme ${id}` })).toMatchObject({ id });
      });
      for (const stranger of [undefined, null, '', 'a\0b', {}] as string[]) {
        expect(await store().transaction((tx) => tx.organizations.find({ id: stranger }))).toBeNull();
        expect(await store().transaction((tx) => tx.organizations.find({ name: stranger }))).toBeNull();
      }
    });

    it('renames an organization, but not to a name that is taken, and not one that is not there', async () => {
      const [id, other] = [`org-${randomUUID()}`, `org-${randomUUID()}`];
      await store().transaction(async (tx) => {
        await tx.organizations.insert({ id, name: id });
        await tx.organizations.insert({ id: other, name: other });
      });
      await store().transaction((tx) => tx.organizations.rename(id, `New ${id}`));
      expect(await store().organizations.find(id)).toMatchObject({ name: `New ${id}` });
      await expect(store().transaction((tx) => tx.organizations.rename(id, other))).rejects.toThrow(
        DuplicateError,
      );
      await expect(store().transaction((tx) => tx.organizations.rename('nobody', 'x'))).rejects.toMatchObject(
        {
          reason: 'P0002',
        },
      );
    });

    it('deletes an organization to which nothing belongs, and no other', async () => {
      const id = `org-${randomUUID()}`;
      await store().transaction((tx) => tx.organizations.insert({ id, name: id }));
      const client = await register(store(), newClient({ organizationId: id }));
      const owner = { type: 'user', id: 'ann', organizationId: id } as const;
      const key = newApiKey({ owner });
      await store().transaction((tx) => tx.apiKeys.insert(key));
      const empty = (clients: string[], apiKeys: string[]) =>
        store().transaction((tx) => tx.organizations.isEmpty(id, { clients, apiKeys }));
      const refuses = () =>
        expect(store().transaction((tx) => tx.organizations.delete(id))).rejects.toMatchObject({
          // A foreign key that restricts, to servers before and from version 18.
          reason: expect.stringMatching(/^23(503|001)$/) as string,
        });
      expect([await empty([], []), await empty([client.id], []), await empty([], [key.id])]).toEqual([
        false,
        false,
        false,
      ]);
      expect(await empty([client.id], [key.id])).toBe(true);
      await refuses();
      await store().transaction((tx) => tx.clients.delete(client.id));
      expect([await empty([], []), await empty([], [key.id])]).toEqual([false, true]);
      await refuses();
      await store().transaction(async (tx) => {
        await tx.apiKeys.delete(key.id);
        expect(await tx.organizations.isEmpty(id, { clients: [], apiKeys: [] })).toBe(true);
        await tx.organizations.delete(id);
      });
      expect(await store().organizations.find(id)).toBeNull();
    });

    it('finds a client with its hashes, and what was removed from it apart from that, the newest first', async () => {
      const client = await register(store());
      const [first, second] = [newSecret(), newSecret()];
      await store().transaction(async (tx) => {
        for (const secret of [first, second]) await tx.clients.insertSecret(client.id, secret);
        await tx.clients.updateSecret(first.id, { revokedAt: new Date(Date.UTC(2026, 0, 1)) });
        await tx.clients.updateSecret(second.id, { revokedAt: new Date(Date.UTC(2026, 0, 2)) });
      });
      await store().transaction(async (tx) => {
        const found = await tx.clients.find(client.clientId);
        expect(found?.secrets.map(({ hash }) => hash.length > 0)).toEqual([true]);
        const removed = await tx.clients.removedSecrets(client.id);
        expect(removed.map(({ hash }) => hash)).toEqual([second.hash, first.hash]);
        expect(await tx.clients.find('nobody')).toBeNull();
      });
    });
  });
};
