import type { SecretUse } from '../../domain/credentials/secret-use-store.js';
import type { Session } from './connection/session.js';
import type { TableNames } from './table-names.js';

/**
 * One statement that waits for no row: a transaction of an administrator or of the host that holds some of these secrets
 * goes on to take others, and the two would wait for each other. The clock is read as late as possible, so that what a
 * connection made this wait makes a use look younger and never older.
 */
export const recordSecretUses = async (
  session: Session,
  names: TableNames,
  uses: readonly SecretUse[],
): Promise<readonly string[]> => {
  const table = names.table('oauth_client_secrets');
  const held = await session.query<{ id: string }>(
    `WITH used AS (
      SELECT use.id, clock_timestamp() - use.ago * interval '1 millisecond' AS at
      FROM unnest($1::uuid[], $2::float8[]) AS use (id, ago)
    ), free AS (
      SELECT id FROM ${table} WHERE id = ANY ($1::uuid[]) FOR NO KEY UPDATE SKIP LOCKED
    ), moved AS (
      UPDATE ${table} AS stored SET last_used_at = GREATEST(stored.last_used_at, used.at)
      FROM used JOIN free ON free.id = used.id
      WHERE stored.id = used.id AND (stored.last_used_at IS NULL OR stored.last_used_at < used.at)
    ) SELECT id FROM ${table} WHERE id = ANY ($1::uuid[]) AND id NOT IN (SELECT id FROM free)`,
    [uses.map(({ secretId }) => secretId), uses.map(({ agoMs }) => agoMs)],
  );
  return held.map(({ id }) => id);
};
