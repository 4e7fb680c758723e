import { randomUUID } from 'node:crypto';
import type { Position } from '../../libs/m2m-auth/src/domain/changes/position.js';
import type { HistoryRevision } from '../../libs/m2m-auth/src/domain/changes/history-revision.js';
import { type FixtureAccess, newClient, register } from './persistence-fixture.js';
import { newKey } from './persistence-signing-keys.contract.js';

const HOUR_MS = 3_600_000;

/** What shows that a database has gone back, and what begins a new timeline. Runs last: it ends the history before it. */
export const describeHistory = (fixture: FixtureAccess): void => {
  describe('history', () => {
    const store = () => fixture().persistence;
    const read = (after: number) => store().revocations.changesAfter(after);
    /** By the store's own clock, which a test may have moved. */
    const fromNow = (ms: number): Promise<Date> =>
      store().transaction(async (tx) => new Date((await tx.now()).getTime() + ms));
    const position = async (): Promise<Position> => (await read(Number.MAX_SAFE_INTEGER)).position;
    const revise = async (revision: Partial<HistoryRevision> & Pick<HistoryRevision, 'seen'>) => {
      const epochsExpireAt = await fromNow(HOUR_MS);
      return store().transaction((tx) =>
        tx.reviseHistory({ expected: null, denials: [], epochsExpireAt, ...revision }),
      );
    };
    const denied = (epoch: number): Promise<boolean> =>
      store().revocations.isDenied({ jti: randomUUID(), epoch, kid: randomUUID() });
    const epochOf = async (clientId: string): Promise<number> =>
      (await store().clients.findForAuthentication(clientId))?.secrets[0]?.epoch ?? Number.NaN;

    it('gives every seq a mark of its own, that of a record of denials alone too, and keeps it', async () => {
      await register(store());
      const first = await position();
      const kid = randomUUID();
      const expiresAt = await fromNow(HOUR_MS);
      const recorded = await store().transaction((tx) =>
        tx.record({ changes: [], denials: [{ kind: 'kid', id: kid, expiresAt }], remembered: first.seq }),
      );
      const second = await position();
      expect(recorded).toMatchObject({ position: second, markThen: first.mark, denials: [{ id: kid }] });
      await register(store());
      expect(second).toMatchObject({
        identity: first.identity,
        timeline: first.timeline,
        seq: first.seq + 1,
      });
      expect(second.mark).not.toBe(first.mark);
      expect([(await read(first.seq)).markThen, (await read(second.seq)).markThen]).toEqual([
        first.mark,
        second.mark,
      ]);
      expect((await read(second.seq + 5)).markThen).toBeNull();
      expect((await store().revocations.snapshotDenials()).position).toEqual(await position());
    });

    it('knows the highest epoch that a committed change has handed out', async () => {
      const client = newClient();
      await register(store(), client);
      expect((await position()).epoch).toBe(await epochOf(client.clientId));
    });

    it('begins a timeline above everything seen: all reload, nothing handed out before comes again', async () => {
      const client = newClient();
      await register(store(), client);
      const before = await position();
      const seen = { timeline: before.timeline + 7, seq: before.seq + 40, epoch: before.epoch + 30 };
      const revised = await revise({ expected: before, seen });
      expect(revised).toMatchObject({ began: true, recovered: 0, renewedSecrets: 0, endedKeys: [] });
      expect(revised.position).toEqual(await position());
      expect(revised.position).toMatchObject({ identity: before.identity, seq: seen.seq + 1 });
      expect(revised.position.timeline).toBeGreaterThan(seen.timeline);
      expect(revised.position.epoch).toBeGreaterThan(seen.epoch);
      expect(await read(seen.seq)).toMatchObject({ truncated: true, changes: [] });
      expect(await store().transaction((tx) => tx.nextEpoch())).toBeGreaterThan(seen.epoch);
    });

    it('denies the epochs of the lost history, and none that a live secret carries', async () => {
      const client = newClient();
      await register(store(), client);
      const before = await position();
      const live = await epochOf(client.clientId);
      const { lostEpochs } = await revise({
        expected: before,
        seen: { ...before, epoch: before.epoch + 20 },
      });
      expect(lostEpochs).toBeGreaterThanOrEqual(20);
      expect(await Promise.all([live + 1, live + 20].map(denied))).toEqual([true, true]);
      expect(await denied(live)).toBe(false);
      expect(await epochOf(client.clientId)).toBe(live);
    });

    it('brings back what only others know, with a new epoch for secrets and an end for keys that it names', async () => {
      const client = newClient();
      await register(store(), client);
      const [live, key] = [await epochOf(client.clientId), newKey({ state: 'active' })];
      await store().transaction((tx) => tx.signingKeys.insert(key));
      const before = await position();
      const expiresAt = await fromNow(HOUR_MS);
      const denials = [
        { kind: 'jti' as const, id: 'ghost', expiresAt },
        { kind: 'epoch' as const, id: String(live), expiresAt },
        { kind: 'kid' as const, id: key.kid, expiresAt },
        { kind: 'jti' as const, id: 'long-dead', expiresAt: await fromNow(-HOUR_MS) },
      ];
      const revised = await revise({ expected: before, seen: before, denials });
      expect(revised).toMatchObject({ recovered: 3, renewedSecrets: 1, endedKeys: [key.kid] });
      expect(await denied(live)).toBe(true);
      const renewed = await epochOf(client.clientId);
      expect(renewed).toBeGreaterThan(live);
      expect(await denied(renewed)).toBe(false);
      expect((await store().signingKeys.list()).map(({ kid }) => kid)).not.toContain(key.kid);
      const { denials: stored } = await store().revocations.snapshotDenials();
      expect(stored.filter(({ id }) => ['ghost', 'long-dead'].includes(id))).toEqual([
        expect.objectContaining({ id: 'ghost', seq: revised.position.seq, expiresAt }),
      ]);
    });

    it('begins none when somebody else was quicker, and changes nothing when nothing is missing', async () => {
      const before = await position();
      const stale = { ...before, timeline: before.timeline - 1 };
      const unchanged = await revise({ expected: stale, seen: before });
      expect(unchanged).toMatchObject({ began: false, recovered: 0, position: before });
      expect(await position()).toEqual(before);
      const further = { ...before, epoch: before.epoch + 5 };
      expect(await revise({ expected: stale, seen: further })).toMatchObject({ began: false, recovered: 0 });
      expect(await Promise.all([before.epoch + 1, before.epoch + 5].map(denied))).toEqual([true, true]);
      expect(await store().transaction((tx) => tx.nextEpoch())).toBeGreaterThan(further.epoch);
      const now = await position();
      expect(now).toMatchObject({ timeline: before.timeline, seq: before.seq + 1 });
      const denials = [{ kind: 'jti' as const, id: randomUUID(), expiresAt: await fromNow(HOUR_MS) }];
      const added = await revise({ expected: stale, seen: now, denials });
      expect(added).toMatchObject({ began: false, recovered: 1 });
      expect(added.position).toMatchObject({ timeline: before.timeline, seq: now.seq + 1 });
      expect(await read(before.seq)).toMatchObject({ truncated: true });
    });
  });
};
