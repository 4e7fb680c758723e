import { isInstant } from '../../oauth/instant.js';
import { InvalidInputError } from '../errors.js';
import { pageOf, toPage, type PageOf, type PageRequest } from '../stores/cursor.js';
import { isLookupKey } from '../stores/lookup-key.js';
import type { AuditEventStore, AuditFilter } from './audit-event-store.js';
import type { StoredAuditEvent } from './audit-event.js';

/** A page of the events that match every given member. */
export type AuditQuery = PageRequest & AuditFilter;

/** Reads the audit. */
export class AuditEventsService {
  constructor(private readonly store: Pick<AuditEventStore, 'list'>) {}

  /**
   * Events, the newest first. What is stored while somebody pages stands before the first page, so no event is told twice.
   *
   * @throws InvalidInputError when the limit, the cursor or a moment is not valid, or `from` is not before `to`.
   *
   * @example
   * const { data } = await auditEvents.list({ clientId: 'billing', success: false, from: new Date('2026-01-01T00:00:00Z') });
   */
  async list(query: AuditQuery = {}): Promise<PageOf<StoredAuditEvent>> {
    const page = toPage(query);
    const { event, clientId, organizationId, success, from, to } = query;
    const problems = [
      ...(isAbsentOrInstant(from) ? [] : ['from must be a moment']),
      ...(isAbsentOrInstant(to) ? [] : ['to must be a moment']),
      ...(from && to && from >= to ? ['from must be before to'] : []),
    ];
    if (problems.length > 0) throw new InvalidInputError(problems);
    // What no row can hold matches none, and is not asked for.
    const names = [event, clientId, organizationId].filter((name) => name !== undefined);
    if (!names.every(isLookupKey)) return { data: [], nextCursor: null };
    const filter = { event, clientId, organizationId, success, from, to };
    const rows = await this.store.list({ ...page, limit: page.limit + 1 }, filter);
    return pageOf(
      rows,
      page,
      ({ at, id }) => ({ createdAt: at, id }),
      (row) => row,
    );
  }
}

const isAbsentOrInstant = (value: unknown): boolean => value === undefined || isInstant(value);
