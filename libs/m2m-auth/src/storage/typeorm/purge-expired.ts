import {
  CHANGE_RETENTION_MS,
  DENIAL_SLACK_MS,
  ENDED_SECRET_RETENTION_MS,
  EXPIRED_TOKEN_RETENTION_MS,
} from '../../domain/stores/retention.js';
import type { Session } from './connection/session.js';
import type { TableNames } from './table-names.js';

/** Denials that no clock can still need; rows that another process is at are left to it. */
export const purgeDenials = async (session: Session, names: TableNames, limit: number): Promise<number> => {
  const table = names.table('m2m_revocations');
  const [row] = await session.query<{ gone: string }>(
    `WITH gone AS (
      DELETE FROM ${table} WHERE (kind, id) IN (
        SELECT kind, id FROM ${table}
        WHERE expires_at < now() - $1 * interval '1 millisecond'
        ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
      ) RETURNING 1
    ) SELECT count(*)::text AS gone FROM gone`,
    [DENIAL_SLACK_MS, limit],
  );
  return Number(row?.gone);
};

/**
 * Changes past their retention. `purged_through` rises in the same statement, under the counter's lock: no reader can
 * see the changes gone and the mark not yet raised.
 */
export const purgeChanges = async (session: Session, names: TableNames, limit: number): Promise<number> => {
  const table = names.table('m2m_changes');
  const [row] = await session.query<{ gone: string }>(
    `WITH gone AS (
      DELETE FROM ${table} WHERE (seq, ordinal) IN (
        SELECT seq, ordinal FROM ${table}
        WHERE created_at < now() - $1 * interval '1 millisecond'
        ORDER BY created_at, seq LIMIT $2 FOR UPDATE SKIP LOCKED
      ) RETURNING seq
    ), marked AS (
      UPDATE ${names.table('m2m_counter')}
        SET purged_through = GREATEST(purged_through, (SELECT max(seq) FROM gone))
        WHERE EXISTS (SELECT 1 FROM gone)
    ) SELECT count(*)::text AS gone FROM gone`,
    [CHANGE_RETENTION_MS, limit],
  );
  return Number(row?.gone);
};

/** Secrets whose end is so long ago that no token of theirs can be alive. No cache need be told: they let nobody in. */
export const purgeEndedSecrets = async (
  session: Session,
  names: TableNames,
  limit: number,
): Promise<number> => {
  const table = names.table('oauth_client_secrets');
  const [row] = await session.query<{ gone: string }>(
    `WITH gone AS (
      DELETE FROM ${table} WHERE id IN (
        SELECT id FROM ${table}
        WHERE LEAST(expires_at, revoked_at) < now() - $1 * interval '1 millisecond'
        ORDER BY LEAST(expires_at, revoked_at) LIMIT $2 FOR UPDATE SKIP LOCKED
      ) RETURNING 1
    ) SELECT count(*)::text AS gone FROM gone`,
    [ENDED_SECRET_RETENTION_MS, limit],
  );
  return Number(row?.gone);
};

/** Initial access tokens that admit nobody any more. */
export const purgeInitialAccessTokens = async (
  session: Session,
  names: TableNames,
  limit: number,
): Promise<number> => {
  const table = names.table('m2m_initial_access_tokens');
  const [row] = await session.query<{ gone: string }>(
    `WITH gone AS (
      DELETE FROM ${table} WHERE id IN (
        SELECT id FROM ${table} WHERE expires_at < now() - $1 * interval '1 millisecond'
        ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
      ) RETURNING 1
    ) SELECT count(*)::text AS gone FROM gone`,
    [EXPIRED_TOKEN_RETENTION_MS, limit],
  );
  return Number(row?.gone);
};
