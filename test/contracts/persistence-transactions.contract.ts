import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../libs/m2m-auth/src/domain/persistence/persistence.js';
import { type FixtureAccess, inAnHour, newClient, newSecret, register } from './persistence-fixture.js';

class Deliberate extends Error {}

export const describeTransactions = (fixture: FixtureAccess, connections: 'several' | 'one'): void => {
  describe('transactions', () => {
    const store = () => fixture().persistence;

    it('keeps nothing of work that throws, and passes its error on as it is', async () => {
      const client = newClient();
      const organization = `org-${randomUUID()}`;
      const jti = randomUUID();
      const { committed } = await store().revocations.changesAfter(0);
      const failure = new Deliberate('no');
      const work = store().transaction(async (tx) => {
        await tx.organizations.insert({ id: organization, name: organization });
        await tx.clients.insert(client);
        await tx.clients.insertSecret(client.id, newSecret());
        await tx.audit({
          event: 'oauth.client.registered',
          success: true,
          clientId: client.clientId,
          organizationId: null,
          ip: null,
          metadata: {},
        });
        await tx.record({
          changes: [{ kind: 'client', subject: client.clientId }],
          denials: [{ kind: 'jti', id: jti, expiresAt: inAnHour() }],
        });
        throw failure;
      });
      await expect(work).rejects.toBe(failure);
      expect(await store().clients.find(client.clientId)).toBeNull();
      expect(await store().organizations.find(organization)).toBeNull();
      expect(await store().revocations.isDenied({ jti, epoch: 0, kid: 'k' })).toBe(false);
      expect(await store().revocations.changesAfter(committed)).toMatchObject({ committed, changes: [] });
    });

    it('shows its writes to itself at once and to others when it has ended', async () => {
      const client = newClient();
      await store().transaction(async (tx) => {
        await tx.clients.insert(client);
        await tx.clients.insertSecret(client.id, newSecret());
        expect((await tx.clients.lock(client.clientId))?.secrets).toHaveLength(1);
        // On a single connection nobody can look on: the question would wait for the transaction, and it for the question.
        if (connections === 'several') expect(await store().clients.find(client.clientId)).toBeNull();
      });
      expect(await store().clients.find(client.clientId)).not.toBeNull();
    });

    it('never reports as kept what a swallowed failure has undone', async () => {
      const taken = await register(store());
      const client = newClient();
      const work = store().transaction(async (tx) => {
        await tx.clients.insert(client);
        await tx.clients.insert(newClient({ clientId: taken.clientId })).catch(() => undefined);
      });
      await expect(work).rejects.toMatchObject({ name: 'PersistenceError' });
      expect(await store().clients.find(client.clientId)).toBeNull();
    });

    it('is of no use after it has ended', async () => {
      let escaped: Transaction | undefined;
      await store().transaction(async (tx) => {
        escaped = tx;
      });
      await expect(escaped?.nextEpoch()).rejects.toMatchObject({ name: 'PersistenceError' });
    });

    it('never gives an epoch twice, not even after a rollback', async () => {
      const epochs: number[] = [];
      const draw = (fail: boolean): Promise<void> =>
        store().transaction(async (tx) => {
          epochs.push(await tx.nextEpoch(), await tx.nextEpoch());
          if (fail) throw new Deliberate();
        });
      await draw(false);
      await expect(draw(true)).rejects.toThrow(Deliberate);
      await Promise.all([draw(false), draw(false), draw(false)]);
      expect(new Set(epochs).size).toBe(10);
      expect(epochs.every((epoch) => Number.isSafeInteger(epoch) && epoch > 0)).toBe(true);
    });

    it('serialises those that lock one client', async () => {
      const { id, clientId } = await register(store(), newClient({ metadata: { count: 0 } }));
      const increment = (): Promise<void> =>
        store().transaction(async (tx) => {
          const held = await tx.clients.lock(clientId);
          const count = Number(held?.client.metadata.count) + 1;
          await tx.clients.update(id, { metadata: { count } });
        });
      await Promise.all(Array.from({ length: 8 }, increment));
      expect((await store().clients.find(clientId))?.client.metadata).toEqual({ count: 8 });
    });

    it('shows who has waited for a lock the secrets as they are now', async () => {
      const { id, clientId } = await register(store());
      let entered = (): void => undefined;
      const inside = new Promise<void>((resolve) => (entered = resolve));
      const adding = store().transaction(async (tx) => {
        await tx.clients.lock(clientId);
        entered();
        await tx.clients.insertSecret(id, newSecret());
      });
      await inside;
      const seen = await store().transaction((tx) => tx.clients.lock(clientId));
      await adding;
      expect(seen?.secrets).toHaveLength(2);
    });

    it('tells the time of its own clock', async () => {
      const now = await store().transaction((tx) => tx.now());
      expect(Math.abs(now.getTime() - Date.now())).toBeLessThan(48 * 3_600_000);
    });
  });
};
