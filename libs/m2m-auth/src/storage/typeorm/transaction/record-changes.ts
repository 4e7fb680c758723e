import type { Recorded } from '../../../domain/changes/history-revision.js';
import type { Transaction } from '../../../domain/persistence/persistence.js';
import { PersistenceError } from '../../../domain/stores/persistence-errors.js';
import type { ChangeKind } from '../../../domain/changes/change.js';
import { denialMember, type Denial } from '../../../domain/changes/denial.js';
import type { Session } from '../connection/session.js';
import { DENIAL, type DenialRow, toDenial } from '../denial-rows.js';
import { POSITION, toPosition, type PositionRow } from '../position-rows.js';
import type { TableNames } from '../table-names.js';

type Entries = Parameters<Transaction['record']>[0];

type RecordedRow = PositionRow & { [Name in keyof DenialRow]: DenialRow[Name] | null } & {
  mark_then: string | null;
};

/** Every seq leaves its mark in the history, so that whoever remembers it can ask for it. */
const changeOfDenial = (denial: Denial): { kind: ChangeKind; subject: string } => ({
  kind: 'denial',
  subject: denialMember(denial),
});

/**
 * Takes the next `seq` and writes everything under it, in one statement: the counter's row is what all writers of the
 * fleet queue for, so it is held for one round trip and the commit. Of two words about a token's epoch that differ neither
 * is kept: its denial then stands wherever one could look for it.
 *
 * @param epoch the highest that this transaction was given, 0 for none.
 */
export const recordChanges = async (
  session: Session,
  names: TableNames,
  { changes, denials, remembered }: Entries,
  epoch: number,
): Promise<Recorded> => {
  if (changes.length === 0 && denials.length === 0) return { denials: [], position: null, markThen: null };
  const told = changes.length > 0 ? changes : denials.map(changeOfDenial);
  const rows = await session.query<RecordedRow>(
    `WITH next AS (
      UPDATE ${names.table('m2m_counter')}
        SET v = v + 1, mark = gen_random_uuid(), epoch = GREATEST(epoch, $7::bigint)
        RETURNING identity, timeline, v, mark, epoch
    ), appended AS (
      INSERT INTO ${names.table('m2m_changes')} (seq, ordinal, kind, subject, mark)
      SELECT next.v, change.ordinal, change.kind, change.subject, next.mark
      FROM next, unnest($1::text[], $2::text[]) WITH ORDINALITY AS change (kind, subject, ordinal)
    ), denied AS (
      INSERT INTO ${names.table('m2m_revocations')} AS stored (kind, id, expires_at, seq, epoch)
      SELECT denial.kind, denial.id, max(denial.expires_at), max(next.v),
        CASE WHEN count(*) = count(denial.epoch) AND min(denial.epoch) = max(denial.epoch) THEN min(denial.epoch) END
      FROM next, (
        SELECT kind, id, expires_at, NULLIF(epoch, '')::bigint AS epoch
        FROM unnest($3::text[], $4::text[], $5::timestamptz[], $6::text[]) AS given (kind, id, expires_at, epoch)
      ) AS denial
      GROUP BY denial.kind, denial.id
      ORDER BY denial.kind, denial.id
      ON CONFLICT (kind, id) DO UPDATE
        SET expires_at = GREATEST(stored.expires_at, excluded.expires_at), seq = excluded.seq,
          epoch = CASE WHEN stored.epoch = excluded.epoch THEN stored.epoch END
      RETURNING kind, id, expires_at, seq, epoch
    ) SELECT ${POSITION}, ${DENIAL},
        (SELECT mark::text FROM ${names.table('m2m_changes')} WHERE seq = $8::bigint LIMIT 1) AS mark_then
      FROM next counter LEFT JOIN denied denial ON true`,
    [
      told.map((change) => change.kind),
      told.map((change) => change.subject),
      denials.map((denial) => denial.kind),
      denials.map((denial) => denial.id),
      denials.map((denial) => denial.expiresAt.toISOString()),
      // No NULL in an array: in the host's transaction array_nulls may be off.
      denials.map((denial) => denial.epoch?.toString() ?? ''),
      epoch,
      remembered ?? null,
    ],
  );
  const [first] = rows;
  if (first === undefined) throw new PersistenceError('P0002');
  const committed = rows.filter((row): row is RecordedRow & DenialRow => row.id !== null).map(toDenial);
  return { denials: committed, position: toPosition(first), markThen: first.mark_then };
};
