import type { Transaction } from '../../../domain/persistence/persistence.js';
import type { CommittedDenial } from '../../../domain/revocation/denial.js';
import type { Session } from '../connection/session.js';
import { type DenialRow, toDenial } from '../denial-rows.js';
import type { TableNames } from '../table-names.js';

type Entries = Parameters<Transaction['record']>[0];

/**
 * Takes the next `seq` and writes everything under it, in one statement: the counter's row is what all writers of the
 * fleet queue for, so it is held for one round trip and the commit. Of two words about a token's epoch that differ neither
 * is kept: its denial then stands wherever one could look for it.
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
      INSERT INTO ${names.table('m2m_revocations')} AS stored (kind, id, expires_at, seq, epoch)
      SELECT denial.kind, denial.id, max(denial.expires_at), max(next.v),
        CASE WHEN count(*) = count(denial.epoch) AND min(denial.epoch) = max(denial.epoch) THEN min(denial.epoch) END
      FROM next, unnest($3::text[], $4::text[], $5::timestamptz[], $6::bigint[])
        AS denial (kind, id, expires_at, epoch)
      GROUP BY denial.kind, denial.id
      ORDER BY denial.kind, denial.id
      ON CONFLICT (kind, id) DO UPDATE
        SET expires_at = GREATEST(stored.expires_at, excluded.expires_at), seq = excluded.seq,
          epoch = CASE WHEN stored.epoch = excluded.epoch THEN stored.epoch END
      RETURNING kind, id, expires_at, seq, epoch
    ) SELECT kind, id, expires_at, seq, epoch FROM denied`,
    [
      changes.map((change) => change.kind),
      changes.map((change) => change.subject),
      denials.map((denial) => denial.kind),
      denials.map((denial) => denial.id),
      denials.map((denial) => denial.expiresAt.toISOString()),
      denials.map((denial) => denial.epoch ?? null),
    ],
  );
  return rows.map(toDenial);
};
