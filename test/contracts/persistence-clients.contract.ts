import { randomUUID } from 'node:crypto';
import {
  DuplicateError,
  PersistenceError,
} from '../../libs/m2m-auth/src/domain/stores/persistence-errors.js';
import type { ClientWithSecrets } from '../../libs/m2m-auth/src/domain/clients/client.js';
import { type FixtureAccess, inAnHour, newClient, newSecret, register } from './persistence-fixture.js';

export const describeClientPersistence = (fixture: FixtureAccess): void => {
  describe('clients', () => {
    const store = () => fixture().persistence;
    const clients = () => store().clients;

    it('gives back what was stored, in every column', async () => {
      const client = newClient({ description: 'Nightly', accessTokenTtl: null, protectedResources: ['api'] });
      const stored = await register(store(), client);
      expect(stored).toMatchObject(client);
      expect(stored.createdAt).toBeInstanceOf(Date);
      expect((await clients().find(client.clientId))?.client).toEqual(stored);
      expect((await clients().findForAuthentication(client.clientId))?.client).toEqual(stored);
    });

    it('gives hashes to authentication only', async () => {
      const client = newClient();
      await register(store(), client);
      const [shown] = (await clients().find(client.clientId))?.secrets ?? [];
      const [checked] = (await clients().findForAuthentication(client.clientId))?.secrets ?? [];
      const [listed] = (await clients().list({ limit: 100 }, {})).at(-1)?.secrets ?? [];
      expect(shown?.hash).toBe('');
      expect(listed?.hash).toBe('');
      expect(checked?.hash).toMatch(/^sha256:/);
      expect(checked).toEqual({ ...shown, hash: checked?.hash });
      expect(typeof checked?.epoch).toBe('number');
    });

    it.each([undefined, null, '', 'no-such-client', 'a\0b', '\ud800', {}, { clientId: 'x' }, ['x'], 1])(
      'finds nothing for %p and never the first row',
      async (clientId) => {
        await register(store());
        expect(await clients().find(clientId as string)).toBeNull();
        expect(await clients().findForAuthentication(clientId as string)).toBeNull();
        expect(await store().transaction((tx) => tx.clients.lock(clientId as string))).toBeNull();
      },
    );

    it('refuses a clientId that is taken, with nothing of the failed registration left', async () => {
      const first = newClient();
      await register(store(), first);
      const second = newClient({ clientId: first.clientId, name: 'Impostor' });
      await expect(register(store(), second)).rejects.toThrow(DuplicateError);
      await expect(register(store(), second)).rejects.toMatchObject({ subject: 'client' });
      expect((await clients().find(first.clientId))?.client.id).toBe(first.id);
    });

    it('lets exactly one of several raced registrations of a clientId through', async () => {
      const { clientId } = newClient();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 6 }, () => register(store(), newClient({ clientId }))),
      );
      const failures = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
      );
      expect(failures).toHaveLength(5);
      for (const failure of failures) expect(failure).toBeInstanceOf(DuplicateError);
    });

    it('takes a deleted clientId again, under another id', async () => {
      const { clientId, id } = await register(store());
      await store().transaction((tx) => tx.clients.delete(id));
      expect(await clients().find(clientId)).toBeNull();
      const again = await register(store(), newClient({ clientId }));
      expect(again.id).not.toBe(id);
      expect((await clients().find(clientId))?.secrets).toHaveLength(1);
    });

    it('updates what is named and nothing else', async () => {
      const stored = await register(store());
      const updated = await store().transaction((tx) =>
        tx.clients.update(stored.id, { isActive: false, claims: { tenant_id: 't-2' }, name: undefined }),
      );
      expect(updated).toEqual({
        ...stored,
        isActive: false,
        claims: { tenant_id: 't-2' },
        updatedAt: updated.updatedAt,
      });
      expect(updated.updatedAt.getTime()).toBeGreaterThanOrEqual(stored.updatedAt.getTime());
      expect((await clients().find(stored.clientId))?.client).toEqual(updated);
    });

    it('refuses to update a client, or to give a secret to one, that does not exist', async () => {
      const update = store().transaction((tx) => tx.clients.update(randomUUID(), { name: 'x' }));
      await expect(update).rejects.toThrow(PersistenceError);
      const secret = store().transaction((tx) => tx.clients.insertSecret(randomUUID(), newSecret()));
      await expect(secret).rejects.toMatchObject({ name: 'PersistenceError', reason: '23503' });
      const changed = store().transaction((tx) => tx.clients.updateSecret(randomUUID(), { hint: 'x' }));
      await expect(changed).rejects.toThrow(PersistenceError);
    });

    it('refuses a client of an organization that does not exist', async () => {
      const stray = register(store(), newClient({ organizationId: `org-${randomUUID()}` }));
      await expect(stray).rejects.toMatchObject({ name: 'PersistenceError', reason: '23503' });
    });

    it('hides revoked secrets and shows expired ones', async () => {
      const stored = await register(store());
      const expired = newSecret({ epoch: 2, expiresAt: new Date(Date.now() - 60_000) });
      const revoked = newSecret({ epoch: 3 });
      await store().transaction(async (tx) => {
        await tx.clients.insertSecret(stored.id, expired);
        await tx.clients.insertSecret(stored.id, revoked);
        await tx.clients.updateSecret(revoked.id, { revokedAt: await tx.now(), epoch: 4 });
      });
      const ids = (await clients().findForAuthentication(stored.clientId))?.secrets.map(({ id }) => id);
      expect(ids).toContain(expired.id);
      expect(ids).not.toContain(revoked.id);
      const locked = await store().transaction((tx) => tx.clients.lock(stored.clientId));
      expect(locked?.secrets.map(({ id }) => id)).toEqual(ids);
    });

    it('gives a secret another hash, epoch and deadline', async () => {
      const stored = await register(store());
      const secret = newSecret({ hint: null });
      const inserted = await store().transaction((tx) => tx.clients.insertSecret(stored.id, secret));
      expect(inserted).toEqual({ ...inserted, ...secret, revokedAt: null, lastUsedAt: null });
      const changes = {
        hash: 'bcrypt-sha256:x',
        hint: 'wxyz',
        epoch: 9_007_199_254_740_991,
        expiresAt: inAnHour(),
      };
      await store().transaction((tx) => tx.clients.updateSecret(secret.id, changes));
      const found = await clients().findForAuthentication(stored.clientId);
      expect(found?.secrets.find(({ id }) => id === secret.id)).toEqual({ ...inserted, ...changes });
    });

    it('lists every client once, in (createdAt, id) order, through cursors and filters', async () => {
      const organizationId = `org-${randomUUID()}`;
      await store().transaction((tx) =>
        tx.organizations.insert({ id: organizationId, name: organizationId }),
      );
      // One transaction, so that several clients share their createdAt and only the id tells them apart.
      const made = await store().transaction(async (tx) => {
        const ids: string[] = [];
        for (let n = 0; n < 7; n += 1) {
          const client = await tx.clients.insert(newClient({ organizationId, isActive: n !== 3 }));
          await tx.clients.insertSecret(client.id, newSecret());
          await tx.clients.insertSecret(client.id, newSecret());
          ids.push(client.id);
        }
        return ids;
      });
      const seen: ClientWithSecrets[] = [];
      for (;;) {
        const last = seen.at(-1)?.client;
        const page = await clients().list({ limit: 3, ...(last && { after: last }) }, { organizationId });
        seen.push(...page);
        if (page.length < 3) break;
      }
      expect(seen.map(({ client }) => client.id)).toEqual([...made].sort());
      expect(seen.map(({ secrets }) => secrets.length)).toEqual(made.map(() => 2));
      expect(await clients().list({ limit: 100 }, { organizationId, isActive: false })).toHaveLength(1);
      expect(await clients().list({ limit: 100 }, { organizationId, isActive: true })).toHaveLength(6);
      expect(await clients().list({ limit: 100 }, { organizationId: 'nobody' })).toEqual([]);
    });

    it('keeps its own copy of what it was given and of what it gave', async () => {
      const client = newClient();
      const stored = await register(store(), client);
      (client.scopes as string[]).push('admin');
      (stored.scopes as string[]).push('admin');
      const found = await clients().find(client.clientId);
      (found?.client.scopes as string[]).push('admin');
      expect((await clients().find(client.clientId))?.client.scopes).toEqual([
        'reports:read',
        'reports:write',
      ]);
    });
  });
};
