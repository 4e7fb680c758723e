import { randomUUID } from 'node:crypto';
import type { CommittedDenial, Denial } from '../../libs/m2m-auth/src/domain/changes/denial.js';
import { type FixtureAccess, inAnHour } from './persistence-fixture.js';

const NO_EPOCHS = [undefined, undefined, undefined];

export const describeRevocationPersistence = (fixture: FixtureAccess): void => {
  describe('revocations', () => {
    const store = () => fixture().persistence;
    const reads = () => store().revocations;
    const deny = async (...denials: Denial[]): Promise<readonly CommittedDenial[]> => {
      const changes = denials.map(({ kind, id }) => ({ kind: 'denial' as const, subject: `${kind}:${id}` }));
      return (await store().transaction((tx) => tx.record({ changes, denials }))).denials;
    };
    const jti = (overrides: Partial<Denial> = {}): Denial => ({
      kind: 'jti',
      id: randomUUID(),
      expiresAt: inAnHour(),
      ...overrides,
    });
    const now = (): Promise<Date> => store().transaction((tx) => tx.now());
    const seq = async (): Promise<number> => (await reads().changesAfter(Number.MAX_SAFE_INTEGER)).committed;

    it('denies a token by its jti, its epoch or its key, and no other', async () => {
      const token = { jti: randomUUID(), epoch: 71_001, kid: randomUUID() };
      expect(await reads().isDenied(token)).toBe(false);
      const [expiresAt, other] = [inAnHour(), randomUUID()];
      await deny({ kind: 'jti', id: token.jti, expiresAt });
      expect(await reads().isDenied(token)).toBe(true);
      expect(await reads().isDenied({ ...token, jti: other })).toBe(false);
      expect(await reads().isDenied({ jti: other, epoch: 0, kid: token.jti })).toBe(false);
      await deny({ kind: 'epoch', id: '71001', expiresAt });
      expect(await reads().isDenied({ ...token, jti: other })).toBe(true);
      await deny({ kind: 'kid', id: token.kid, expiresAt });
      expect(await reads().isDenied({ jti: other, epoch: 1, kid: token.kid })).toBe(true);
    });

    it('numbers recordings one after another, all of one under one seq, and reads them back in order', async () => {
      const before = await seq();
      const [a, b, c] = [jti(), jti(), jti()];
      const first = await deny(a, b);
      const second = await deny(c);
      expect(new Set(first.map((denial) => denial.id))).toEqual(new Set([a.id, b.id]));
      expect(first.map((denial) => denial.seq)).toEqual([before + 1, before + 1]);
      expect(second).toEqual([{ ...c, seq: before + 2 }]);
      const feed = await reads().changesAfter(before);
      expect(feed).toMatchObject({ committed: before + 2, truncated: false });
      expect(feed.changes).toEqual([
        { seq: before + 1, kind: 'denial', subject: `jti:${a.id}` },
        { seq: before + 1, kind: 'denial', subject: `jti:${b.id}` },
        { seq: before + 2, kind: 'denial', subject: `jti:${c.id}` },
      ]);
      expect(await reads().changesAfter(before + 2)).toMatchObject({
        changes: [],
        committed: before + 2,
        truncated: false,
      });
      expect(await reads().denialsBetween(before + 1, before + 2)).toEqual([{ ...c, seq: before + 2 }]);
      expect(await reads().denialsBetween(before, before + 1)).toHaveLength(2);
      const snapshot = await reads().snapshotDenials();
      expect(snapshot.position.seq).toBe(before + 2);
      expect(snapshot.denials).toContainEqual({ ...c, seq: before + 2 });
    });

    it('keeps the later expiry of a denial made twice, under the newer seq', async () => {
      const late = inAnHour();
      const early = new Date(late.getTime() - 60_000);
      const id = randomUUID();
      const [first] = await deny(jti({ id, expiresAt: late }));
      const again = await deny(jti({ id, expiresAt: early }));
      expect(again).toEqual([{ kind: 'jti', id, expiresAt: late, seq: Number(first?.seq) + 1 }]);
      const once = await deny(jti({ id, expiresAt: early }), jti({ id, expiresAt: late }));
      expect(once).toEqual([{ kind: 'jti', id, expiresAt: late, seq: Number(first?.seq) + 2 }]);
    });

    it('keeps the epoch that a denied token carries, and none when two recordings differ in it', async () => {
      const [known, unknown, differing, twice] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
      const before = await seq();
      await deny(jti({ id: known, epoch: 7 }), jti({ id: unknown }), jti({ id: differing, epoch: 7 }));
      await deny(
        jti({ id: known, epoch: 7 }),
        jti({ id: differing, epoch: 8 }),
        jti({ id: unknown, epoch: 7 }),
      );
      await deny(jti({ id: twice, epoch: 7 }), jti({ id: twice, epoch: 8 }));
      const epochs = new Map(
        (await reads().denialsBetween(before, before + 3)).map(({ id, epoch }) => [id, epoch]),
      );
      expect([known, unknown, differing, twice].map((id) => epochs.get(id))).toEqual([7, ...NO_EPOCHS]);
      const snapshot = (await reads().snapshotDenials()).denials;
      expect(snapshot.find(({ id }) => id === known)?.epoch).toBe(7);
      expect(snapshot.find(({ id }) => id === unknown)?.epoch).toBeUndefined();
    });

    it('shows a reader that has seen a seq everything recorded up to it', async () => {
      const before = await seq();
      const recording = Promise.all(
        Array.from({ length: 12 }, async () => {
          const denial = jti();
          const [committed] = await deny(denial);
          return { ...denial, seq: committed?.seq };
        }),
      );
      let recorded = false;
      const ended = recording.catch(() => undefined).then(() => (recorded = true));
      const known = new Map<string, number>();
      let seen = before;
      let last: boolean;
      do {
        last = recorded;
        const { changes, committed } = await reads().changesAfter(seen);
        const seqs = new Set(changes.map((change) => change.seq));
        for (let n = seen + 1; n <= committed; n += 1) expect(seqs.has(n)).toBe(true);
        for (const denial of await reads().denialsBetween(seen, committed)) known.set(denial.id, denial.seq);
        seen = committed;
      } while (!last);
      await ended;
      for (const denial of await recording) expect(known.get(denial.id)).toBe(denial.seq);
    });

    it('purges denials two minutes after their expiry, in batches', async () => {
      while ((await store().purge(1_000)) > 0);
      const expiresAt = new Date((await now()).getTime() + 600_000);
      const denials = [jti({ expiresAt }), jti({ expiresAt }), jti({ expiresAt })];
      await deny(...denials);
      const denied = () =>
        Promise.all(denials.map(({ id }) => reads().isDenied({ jti: id, epoch: 0, kid: 'k' })));
      await fixture().age(660_000);
      expect(await store().purge(100)).toBe(0);
      expect(await denied()).toEqual([true, true, true]);
      await fixture().age(120_000);
      expect(await store().purge(2)).toBe(2);
      expect((await denied()).filter(Boolean)).toHaveLength(1);
      expect(await store().purge(2)).toBe(1);
      expect(await denied()).toEqual([false, false, false]);
      expect(await store().purge(2)).toBe(0);
    });

    it('leaves expired denials out of the snapshot', async () => {
      const expiresAt = new Date((await now()).getTime() + 600_000);
      const denial = jti({ expiresAt });
      await deny(denial);
      const ids = async () => (await reads().snapshotDenials()).denials.map(({ id }) => id);
      expect(await ids()).toContain(denial.id);
      await fixture().age(780_000);
      expect(await ids()).not.toContain(denial.id);
    });

    it('marks the feed as truncated for readers whose changes were purged', async () => {
      while ((await store().purge(1_000)) > 0);
      const before = await seq();
      await deny(jti());
      await fixture().age(3_600_000 + 60_000);
      await deny(jti());
      while ((await store().purge(1)) > 0);
      const late = await reads().changesAfter(before);
      expect(late).toMatchObject({ truncated: true, committed: before + 2 });
      const prompt = await reads().changesAfter(before + 1);
      expect(prompt).toMatchObject({ truncated: false, committed: before + 2 });
      expect(prompt.changes).toHaveLength(1);
    });
  });
};
