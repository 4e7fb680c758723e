import { randomUUID } from 'node:crypto';
import type { AuditRecord } from '../../libs/m2m-auth/src/domain/audit/audit-event-store.js';
import type { StoredAuditEvent } from '../../libs/m2m-auth/src/domain/audit/audit-event.js';
import type { FixtureAccess } from './persistence-fixture.js';

const NOON = Date.UTC(2026, 0, 1, 12);
const DAY_MS = 86_400_000;

const at = (ms: number): Date => new Date(NOON + ms);

const record = (overrides: Partial<AuditRecord> = {}): AuditRecord => ({
  recordId: randomUUID(),
  event: 'oauth.token.exchange.success',
  success: true,
  clientId: null,
  organizationId: null,
  ip: '192.0.2.1',
  metadata: { grantType: 'client_credentials', nested: { list: [1, null, 'two'] } },
  at: at(0),
  ...overrides,
});

export const describeAuditEvents = (fixture: FixtureAccess): void => {
  describe('the audit', () => {
    const store = () => fixture().persistence.auditEvents;
    const everything = async (clientId: string): Promise<StoredAuditEvent[]> => {
      const found: StoredAuditEvent[] = [];
      for (;;) {
        const last = found.at(-1);
        const after = last && { createdAt: last.at, id: last.id };
        const page = await store().list({ limit: 2, after }, { clientId });
        found.push(...page);
        if (page.length < 2) return found;
      }
    };

    it('gives back what was appended, and nothing of its own beside id and moment', async () => {
      const { recordId: _, ...event } = record({ clientId: randomUUID(), organizationId: 'org' });
      await store().append([{ ...event, recordId: randomUUID() }]);
      const [found] = await store().list({ limit: 10 }, { clientId: event.clientId ?? '' });
      expect(found).toEqual({ ...event, id: expect.stringMatching(/^\d+$/) as string });
    });

    it('takes nothing at all', async () => {
      await expect(store().append([])).resolves.toBeUndefined();
    });

    it('stores a record once, however often it is sent: after a lost answer, or two times at once', async () => {
      const clientId = randomUUID();
      const records = [record({ clientId }), record({ clientId })];
      await store().append(records);
      await Promise.all([store().append(records), store().append([...records, record({ clientId })])]);
      expect(await everything(clientId)).toHaveLength(3);
    });

    it('lists the newest first, page by page, those of one moment in the order in which they came', async () => {
      const clientId = randomUUID();
      const moments = [3, 1, 2, 2, 2, 1, 3];
      for (const [place, ms] of moments.entries()) {
        await store().append([record({ clientId, at: at(ms), metadata: { place } })]);
      }
      const places = (await everything(clientId)).map(({ metadata }) => metadata['place']);
      expect(places).toEqual([6, 0, 4, 3, 2, 5, 1]);
    });

    it('shows a pager no event twice while others are stored', async () => {
      const clientId = randomUUID();
      await store().append([1, 2, 3].map((ms) => record({ clientId, at: at(ms) })));
      const first = await store().list({ limit: 2 }, { clientId });
      await store().append([record({ clientId, at: at(4) }), record({ clientId, at: at(3) })]);
      const last = first.at(-1);
      const rest = await store().list(
        { limit: 10, after: { createdAt: last?.at ?? at(0), id: last?.id ?? '' } },
        { clientId },
      );
      expect([...first, ...rest].map((event) => event.at)).toEqual([at(3), at(2), at(1)]);
    });

    it('finds by event, client, organization, outcome and time: from inclusive, to exclusive', async () => {
      const clientId = randomUUID();
      const organizationId = randomUUID();
      await store().append([
        record({ clientId, organizationId, at: at(1) }),
        record({ clientId, event: 'oauth.token.exchange.failure', success: false, at: at(2) }),
        record({ clientId, event: 'oauth.revoke.failure', success: false, organizationId, at: at(3) }),
      ]);
      const found = async (filter: object): Promise<number[]> =>
        (await store().list({ limit: 10 }, { clientId, ...filter })).map(
          (event) => event.at.getTime() - NOON,
        );
      expect(await found({})).toEqual([3, 2, 1]);
      expect(await found({ event: 'oauth.token.exchange.failure' })).toEqual([2]);
      expect(await found({ organizationId })).toEqual([3, 1]);
      expect(await found({ success: false })).toEqual([3, 2]);
      expect(await found({ success: true })).toEqual([1]);
      expect(await found({ from: at(2) })).toEqual([3, 2]);
      expect(await found({ to: at(2) })).toEqual([1]);
      expect(await found({ from: at(2), to: at(3), success: false, organizationId })).toEqual([]);
      expect(await found({ event: "' OR true --" })).toEqual([]);
    });

    it('finds the failed attempts of strangers that presented a client, among its own events and page by page', async () => {
      const clientId = randomUUID();
      const presenting = (presentedClientId: string, ms: number): AuditRecord =>
        record({
          event: 'oauth.token.exchange.failure',
          success: false,
          at: at(ms),
          metadata: { error: 'invalid_client', presentedClientId },
        });
      await store().append([
        ...[1, 4, 4].map((ms) => record({ clientId, at: at(ms) })),
        ...[2, 3, 4].map((ms) => presenting(clientId, ms)),
        presenting(randomUUID(), 3),
      ]);

      const found = await everything(clientId);
      expect(found.map((event) => event.at.getTime() - NOON)).toEqual([4, 4, 4, 3, 2, 1]);
      expect(new Set(found.map(({ id }) => id)).size).toBe(6);
      expect(
        (await store().list({ limit: 10 }, { clientId, success: false })).map((event) => event.clientId),
      ).toEqual([null, null, null]);
      expect(await store().list({ limit: 10 }, { clientId, organizationId: 'org', success: false })).toEqual(
        [],
      );
    });

    it('goes on from no place that it never gave out', async () => {
      for (const id of ['', 'x', '-1', '9'.repeat(40)]) {
        const after = { createdAt: new Date(0), id };
        expect(await store().list({ limit: 10, after }, {})).toEqual([]);
      }
    });

    it('shows the events of a change when it is committed, and with its moment', async () => {
      const clientId = randomUUID();
      const event = {
        event: 'oauth.client.updated',
        success: true,
        clientId,
        organizationId: null,
        ip: null,
        metadata: {},
      } as const;
      await fixture().persistence.transaction((tx) => tx.audit(event));
      await fixture()
        .persistence.transaction(async (tx) => {
          await tx.audit(event);
          throw new Error('no');
        })
        .catch(() => undefined);
      expect(await store().list({ limit: 10 }, { clientId })).toEqual([
        { ...event, id: expect.any(String) as string, at: expect.any(Date) as Date },
      ]);
    });

    it('forgets what is older than it is told, the oldest first, so many at a time', async () => {
      const clientId = randomUUID();
      const now = Date.now();
      const old = [4, 3, 2].map((days) => record({ clientId, at: new Date(now - days * 1_000 * DAY_MS) }));
      await store().append([...old, record({ clientId, at: new Date(now) })]);
      expect(await store().purge(1_500 * DAY_MS, 1)).toBe(1);
      expect(await everything(clientId)).toHaveLength(3);
      expect(await store().purge(1_500 * DAY_MS, 10)).toBe(2);
      expect(await store().purge(1_500 * DAY_MS, 10)).toBe(0);
      expect(await everything(clientId)).toHaveLength(1);
    });
  });
};
