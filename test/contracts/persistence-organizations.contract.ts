import { randomUUID } from 'node:crypto';
import { DuplicateError } from '../../libs/m2m-auth/src/domain/stores/persistence-errors.js';
import type { Organization } from '../../libs/m2m-auth/src/domain/organizations/organization.js';
import { type FixtureAccess } from './persistence-fixture.js';

export const describeOrganizationPersistence = (fixture: FixtureAccess): void => {
  describe('organizations', () => {
    const store = () => fixture().persistence;
    const make = (id: string, name: string): Promise<Organization> =>
      store().transaction((tx) => tx.organizations.insert({ id, name }));

    it('finds what was stored and nothing for anything else', async () => {
      const id = `org-${randomUUID()}`;
      const stored = await make(id, `Acme ${id}`);
      expect(stored).toEqual({ id, name: `Acme ${id}`, createdAt: expect.any(Date) });
      expect(await store().organizations.find(id)).toEqual(stored);
      expect(await store().transaction((tx) => tx.organizations.exists(id))).toBe(true);
      for (const stranger of [undefined, null, '', 'nobody', 'a\0b', {}] as string[]) {
        expect(await store().organizations.find(stranger)).toBeNull();
        expect(await store().transaction((tx) => tx.organizations.exists(stranger))).toBe(false);
        expect(await store().transaction((tx) => tx.organizations.lock(stranger))).toBeNull();
      }
    });

    it('are held by one transaction at a time, so that nothing is put into one that goes', async () => {
      const id = `org-${randomUUID()}`;
      const stored = await make(id, id);
      const order: string[] = [];
      let release = (): void => undefined;
      const held = new Promise<void>((done) => (release = done));
      let entered = (): void => undefined;
      const inside = new Promise<void>((done) => (entered = done));
      const deleting = store().transaction(async (tx) => {
        expect(await tx.organizations.lock(id)).toEqual(stored);
        entered();
        await held;
        order.push('deleted');
        await tx.organizations.delete(id);
      });
      await inside;
      const joining = store()
        .transaction((tx) => tx.organizations.exists(id))
        .then((exists) => order.push(`exists: ${exists}`));
      release();
      await Promise.all([deleting, joining]);
      expect(order).toEqual(['deleted', 'exists: false']);
    });

    it('refuses an id or a name that is taken, also when raced', async () => {
      const id = `org-${randomUUID()}`;
      await make(id, id);
      await expect(make(id, 'another name')).rejects.toMatchObject({ subject: 'organization' });
      await expect(make('another id', id)).rejects.toThrow(DuplicateError);
      const name = `org-${randomUUID()}`;
      const outcomes = await Promise.allSettled([1, 2, 3].map((n) => make(`${name}-${n}`, name)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('go with their initial access tokens', async () => {
      const id = `org-${randomUUID()}`;
      const digest = `sha256:${randomUUID()}`;
      await make(id, id);
      await store().transaction((tx) =>
        tx.initialAccessTokens.insert({
          id: `iat-${randomUUID()}`,
          digest,
          hint: 'abcd',
          organizationId: id,
          scopes: null,
          audiences: null,
          maxUses: null,
          expiresAt: null,
        }),
      );
      await store().transaction((tx) => tx.organizations.delete(id));
      expect(await store().organizations.find(id)).toBeNull();
      expect(await store().transaction((tx) => tx.initialAccessTokens.use(digest))).toBeNull();
    });

    it('lists in (createdAt, id) order, ids by their bytes, through cursors', async () => {
      const tag = randomUUID();
      const ids = ['b', 'B', 'a-', 'A', 'a', 'é', 'z'].map((letter) => `${letter}${tag}`);
      await store().transaction(async (tx) => {
        for (const id of ids) await tx.organizations.insert({ id, name: id });
      });
      const seen: Organization[] = [];
      for (;;) {
        const last = seen.at(-1);
        const page = await store().organizations.list({ limit: 4, ...(last && { after: last }) });
        seen.push(...page);
        if (page.length < 4) break;
      }
      const listed = seen.map(({ id }) => id);
      expect(new Set(listed).size).toBe(listed.length);
      expect(listed.filter((id) => id.endsWith(tag))).toEqual(
        [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      );
    });
  });
};
