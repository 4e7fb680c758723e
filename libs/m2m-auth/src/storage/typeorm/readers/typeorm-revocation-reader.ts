import type { EntityManager } from 'typeorm';
import type { Change, ChangeKind, HistoryBatch } from '../../../domain/changes/change.js';
import { isLookupKey } from '../../../domain/stores/lookup-key.js';
import { PersistenceError } from '../../../domain/stores/persistence-errors.js';
import type { ReadExpectation } from '../../../domain/changes/history-revision.js';
import type { RevocationReader } from '../../../domain/changes/change-store.js';
import { DENIAL_SLACK_MS } from '../../../domain/stores/retention.js';
import type { CommittedDenial } from '../../../domain/changes/denial.js';
import type { DenialSnapshot } from '../../../domain/changes/revocation-projection.js';
import type { TokenIdentity } from '../../../oauth/ports/revocation-check.js';
import type { PrimaryConnections } from '../connection/primary-connections.js';
import { DENIAL, type DenialRow, toDenial } from '../denial-rows.js';
import { markOf, POSITION, toPosition, type PositionRow } from '../position-rows.js';
import type { TableNames } from '../table-names.js';
import type { PersistenceTimeouts } from '../typeorm-persistence.options.js';

// A process that is further behind than this drops its caches, which is cheaper than reading on.
const MOST_CHANGES = 1_000;

interface ChangeRow extends PositionRow {
  purged: string;
  mark_then: string | null;
  seq: string | null;
  kind: ChangeKind;
  subject: string;
}

/** A column of a left join that found nothing is null. */
type Joined<Row> = { [Name in keyof Row]: Row[Name] | null };

const isFound = <Row extends Joined<DenialRow>>(row: Row): row is Row & DenialRow => row.id !== null;

/** Reads denials and changes from the primary. Each read is one statement, and so one snapshot. */
export class TypeOrmRevocationReader implements RevocationReader {
  readonly #connections: PrimaryConnections;
  readonly #names: TableNames;
  readonly #timeouts: PersistenceTimeouts;

  constructor(connections: PrimaryConnections, names: TableNames, timeouts: PersistenceTimeouts) {
    this.#connections = connections;
    this.#names = names;
    this.#timeouts = timeouts;
  }

  async isDenied(token: TokenIdentity, expected?: ReadExpectation): Promise<boolean> {
    const ids = [token.jti, String(token.epoch), token.kid].map((id) => (isLookupKey(id) ? id : ''));
    const [row] = await this.#rows<PositionRow & { denied: string; mark_then: string | null }>(
      this.#timeouts.checkMs,
      `SELECT (EXISTS (
          SELECT 1 FROM ${this.#names.table('m2m_revocations')}
          WHERE (kind, id) IN (('jti', $1), ('epoch', $2), ('kid', $3))
        ))::text AS denied, ${POSITION}, ${markOf(this.#names, '$4::bigint')} AS mark_then
        FROM ${this.#names.table('m2m_counter')} counter`,
      [...ids, expected?.remembered ?? null],
    );
    if (row === undefined) throw new PersistenceError('P0002');
    expected?.confirm({ position: toPosition(row), markThen: row.mark_then });
    return row.denied !== 'false';
  }

  async changesAfter(after: number, remembered = after): Promise<HistoryBatch> {
    const rows = await this.#rows<ChangeRow>(
      this.#timeouts.checkMs,
      `SELECT ${POSITION}, counter.purged_through::text AS purged,
          ${markOf(this.#names, '$3::bigint')} AS mark_then,
          change.seq::text AS seq, change.kind, change.subject
        FROM ${this.#names.table('m2m_counter')} counter
        LEFT JOIN ${this.#names.table('m2m_changes')} change ON change.seq > $1
        ORDER BY change.seq, change.ordinal
        LIMIT $2`,
      [after, MOST_CHANGES + 1, remembered],
    );
    const [first] = rows;
    if (first === undefined) throw new PersistenceError('P0002');
    const truncated = after < Number(first.purged) || rows.length > MOST_CHANGES;
    const changes = rows.flatMap(({ seq, kind, subject }): Change[] =>
      seq === null ? [] : [{ seq: Number(seq), kind, subject }],
    );
    const position = toPosition(first);
    return {
      changes: truncated ? [] : changes,
      committed: position.seq,
      truncated,
      position,
      markThen: first.mark_then,
    };
  }

  async denialsBetween(after: number, through: number): Promise<readonly CommittedDenial[]> {
    const rows = await this.#rows<DenialRow>(
      this.#timeouts.readMs,
      `SELECT ${DENIAL} FROM ${this.#names.table('m2m_revocations')} denial
        WHERE seq > $1 AND seq <= $2 ORDER BY denial.seq, kind, id`,
      [after, through],
    );
    return rows.map(toDenial);
  }

  async snapshotDenials(): Promise<DenialSnapshot> {
    const rows = await this.#rows<Joined<DenialRow> & PositionRow>(
      this.#timeouts.readMs,
      `SELECT ${POSITION}, ${DENIAL}
        FROM ${this.#names.table('m2m_counter')} counter
        LEFT JOIN ${this.#names.table('m2m_revocations')} denial
          ON denial.expires_at > now() - $1 * interval '1 millisecond'`,
      [DENIAL_SLACK_MS],
    );
    const [first] = rows;
    if (first === undefined) throw new PersistenceError('P0002');
    return { denials: rows.filter(isFound).map(toDenial), position: toPosition(first) };
  }

  #rows<Row>(limitMs: number, sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.#connections.read(limitMs, (manager: EntityManager) => manager.query<Row[]>(sql, parameters));
  }
}
