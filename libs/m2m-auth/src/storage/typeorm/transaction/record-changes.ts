import type { Transaction } from '../../../domain/persistence/persistence.js';
import type { CommittedDenial } from '../../../domain/revocation/denial.js';
import type { Session } from '../connection/session.js';
import { type DenialRow, toDenial } from '../denial-rows.js';
import type { TableNames } from '../table-names.js';

type Entries = Parameters<Transaction['record']>[0];

/**
 * Takes the next `seq` and writes everything under it, in one statement: the counter's row is what all writers of the
 * fleet queue for, so it is held for one round trip and the commit.
 */
export const recordChanges = async (
  session: Session,
  names: TableNames,
  { changes, denials }: Entries,
): Promise<readonly CommittedDenial[]> => {
  if (changes.length === 0 && denials.length === 0) return [];
  const rows = await session.query<DenialRow>(
    `WITH next AS (
      UPDATE ${names.table('m2m_counter')} SET v = v + 1 RETURNING v
    ), appended AS (
      INSERT INTO ${names.table('m2m_changes')} (seq, ordinal, kind, subject)
      SELECT next.v, change.ordinal, change.kind, change.subject
      FROM next, unnest($1::text[], $2::text[]) WITH ORDINALITY AS change (kind, subject, ordinal)
    ), denied AS (
      INSERT INTO ${names.table('m2m_revocations')} AS stored (kind, id, expires_at, seq)
      SELECT denial.kind, denial.id, max(denial.expires_at), max(next.v)
      FROM next, unnest($3::text[], $4::text[], $5::timestamptz[]) AS denial (kind, id, expires_at)
      GROUP BY denial.kind, denial.id
      ORDER BY denial.kind, denial.id
      ON CONFLICT (kind, id) DO UPDATE
        SET expires_at = GREATEST(stored.expires_at, excluded.expires_at), seq = excluded.seq
      RETURNING kind, id, expires_at, seq
    ) SELECT kind, id, expires_at, seq FROM denied`,
    [
      changes.map((change) => change.kind),
      changes.map((change) => change.subject),
      denials.map((denial) => denial.kind),
      denials.map((denial) => denial.id),
      denials.map((denial) => denial.expiresAt.toISOString()),
    ],
  );
  return rows.map(toDenial);
};
