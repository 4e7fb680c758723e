import type { SelectQueryBuilder } from 'typeorm';
import type { AuditEventStore, AuditFilter, AuditRecord } from '../../domain/audit/audit-event-store.js';
import type { StoredAuditEvent } from '../../domain/audit/audit-event.js';
import type { Page } from '../../domain/stores/page.js';
import type { PrimaryConnections } from './connection/primary-connections.js';
import { rowsOf } from './json-rows.js';
import { M2MAuditEvent } from './entities/audit-event.entity.js';
import type { TableNames } from './table-names.js';
import type { PersistenceTimeouts } from './typeorm-persistence.options.js';

/** A bigint, as cursors carry it. */
const ROW_ID = /^\d{1,18}$/;

/** The audit in `m2m_audit_events`. */
export class TypeOrmAuditEvents implements AuditEventStore {
  readonly #connections: PrimaryConnections;
  readonly #names: TableNames;
  readonly #timeouts: PersistenceTimeouts;

  constructor(connections: PrimaryConnections, names: TableNames, timeouts: PersistenceTimeouts) {
    this.#connections = connections;
    this.#names = names;
    this.#timeouts = timeouts;
  }

  async append(records: readonly AuditRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.#write(
      `INSERT INTO ${this.#table} (record_id, event, success, client_id, organization_id, ip, metadata, at)
        SELECT record_id, event, success, client_id, organization_id, ip, metadata::jsonb, at
        FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
          WITH ORDINALITY AS record (record_id, event, success, client_id, organization_id, ip, metadata, at, place)
        ORDER BY place
        ON CONFLICT (record_id) WHERE record_id IS NOT NULL DO NOTHING`,
      [
        records.map((record) => record.recordId),
        records.map((record) => record.event),
        records.map((record) => record.success),
        records.map((record) => record.clientId),
        records.map((record) => record.organizationId),
        records.map((record) => record.ip),
        records.map((record) => JSON.stringify(record.metadata)),
        records.map((record) => record.at.toISOString()),
      ],
    );
  }

  async list(page: Page, filter: AuditFilter): Promise<readonly StoredAuditEvent[]> {
    if (page.after !== undefined && !ROW_ID.test(page.after.id)) return [];
    const rows = await this.#connections.read(this.#timeouts.readMs, async (manager) => {
      const read = (whose: Whose | null): Promise<M2MAuditEvent[]> =>
        rowsOf(
          manager,
          M2MAuditEvent,
          select(manager.createQueryBuilder(M2MAuditEvent, 'event'), page, filter, whose),
        );
      if (filter.clientId === undefined) return read(null);
      // Two walks along an index each: one condition for both would sort all events of a busy client.
      const own = await read('own');
      return [...own, ...(await read('presented'))].sort(newestFirst).slice(0, page.limit);
    });
    return rows.map(toStoredEvent);
  }

  async purge(olderThanMs: number, limit: number): Promise<number> {
    const [row] = await this.#write<{ gone: string }>(
      `WITH gone AS (
        DELETE FROM ${this.#table} WHERE id IN (
          SELECT id FROM ${this.#table}
          WHERE at < now() - $1 * interval '1 millisecond'
          ORDER BY at, id LIMIT $2 FOR UPDATE SKIP LOCKED
        ) RETURNING 1
      ) SELECT count(*)::text AS gone FROM gone`,
      [olderThanMs, limit],
    );
    return Number(row?.gone);
  }

  get #table(): string {
    return this.#names.table('m2m_audit_events');
  }

  #write<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.#connections.transaction(this.#timeouts.writeMs, (session) =>
      session.query<Row>(sql, parameters),
    );
  }
}

/** The events of a client, or the failed attempts of strangers that presented its id. */
type Whose = 'own' | 'presented';

const CONDITIONS: Readonly<Record<Whose, string>> = {
  own: 'event.clientId = :clientId',
  presented: "event.metadata->>'presentedClientId' = :clientId",
};

const newestFirst = (one: M2MAuditEvent, other: M2MAuditEvent): number =>
  other.at.getTime() - one.at.getTime() || other.id - one.id;

const select = (
  query: SelectQueryBuilder<M2MAuditEvent>,
  { limit, after }: Page,
  { event, clientId, organizationId, success, from, to }: AuditFilter,
  whose: Whose | null,
): SelectQueryBuilder<M2MAuditEvent> => {
  query.orderBy('event.at', 'DESC').addOrderBy('event.id', 'DESC').limit(limit);
  if (event !== undefined) query.andWhere('event.event = :event', { event });
  if (whose !== null) query.andWhere(CONDITIONS[whose], { clientId });
  if (organizationId !== undefined) {
    query.andWhere('event.organizationId = :organizationId', { organizationId });
  }
  // Spelt as the partial index has it: a parameter would keep the planner from it.
  if (success !== undefined) query.andWhere(success ? 'event.success' : 'NOT event.success');
  if (from !== undefined) query.andWhere('event.at >= :from', { from });
  if (to !== undefined) query.andWhere('event.at < :to', { to });
  if (after !== undefined) {
    query.andWhere('(event.at, event.id) < (:createdAt, :afterId)', {
      createdAt: after.createdAt,
      afterId: after.id,
    });
  }
  return query;
};

const toStoredEvent = (row: M2MAuditEvent): StoredAuditEvent => ({
  id: String(row.id),
  event: row.event,
  success: row.success,
  clientId: row.clientId,
  organizationId: row.organizationId,
  ip: row.ip,
  metadata: row.metadata,
  at: row.at,
});
