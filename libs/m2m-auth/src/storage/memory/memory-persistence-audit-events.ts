import type { AuditEventStore, AuditFilter } from '../../domain/audit/audit-event-store.js';
import type { StoredAuditEvent } from '../../domain/audit/audit-event.js';
import type { Clock } from '../../oauth/ports/clock.js';
import { copyOf } from './memory-persistence-copy.js';
import type { MemoryTables } from './memory-persistence-tables.js';

/** The newest events, in memory. */
export const memoryAuditEvents = (tables: MemoryTables, clock: Clock): AuditEventStore => ({
  append: async (records) => {
    const stored = new Set(tables.auditEvents.map(recordIdOf));
    tables.addAuditEvents(copyOf(records).filter((record) => !stored.has(record.recordId)));
  },

  list: async ({ limit, after }, filter) => {
    const rest = tables.auditEvents.filter(
      (event) =>
        matches(event, filter) &&
        (after === undefined || newestFirst(event, { at: after.createdAt, id: after.id }) > 0),
    );
    return rest.sort(newestFirst).slice(0, limit).map(shown);
  },

  purge: async (olderThanMs, limit) => {
    const deadline = clock.now() - olderThanMs;
    const old = tables.auditEvents.filter(({ at }) => at.getTime() < deadline);
    const gone = new Set(old.sort((a, b) => newestFirst(b, a)).slice(0, limit));
    tables.auditEvents = tables.auditEvents.filter((event) => !gone.has(event));
    return gone.size;
  },
});

type Placed = Pick<StoredAuditEvent, 'at' | 'id'>;

const newestFirst = (a: Placed, b: Placed): number =>
  b.at.getTime() - a.at.getTime() || Number(b.id) - Number(a.id);

const matches = (event: StoredAuditEvent, filter: AuditFilter): boolean =>
  (filter.event === undefined || event.event === filter.event) &&
  (filter.clientId === undefined ||
    event.clientId === filter.clientId ||
    event.metadata['presentedClientId'] === filter.clientId) &&
  (filter.organizationId === undefined || event.organizationId === filter.organizationId) &&
  (filter.success === undefined || event.success === filter.success) &&
  (filter.from === undefined || event.at >= filter.from) &&
  (filter.to === undefined || event.at < filter.to);

const recordIdOf = (event: StoredAuditEvent & { readonly recordId?: string }): string | undefined =>
  event.recordId;

const shown = (event: StoredAuditEvent & { readonly recordId?: string }): StoredAuditEvent => {
  const { recordId: _, ...rest } = event;
  return copyOf(rest);
};
