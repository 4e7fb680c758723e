import { ENDED_SECRET_RETENTION_MS, EXPIRED_TOKEN_RETENTION_MS } from '../../domain/stores/retention.js';
import type { MemoryTables, StoredSecret } from './memory-persistence-tables.js';

/** To be called between transactions: what is staged was copied from what this changes. */
export const purgeEndedSecrets = (tables: MemoryTables, limit: number, now: number): number => {
  const ended = [...tables.secrets.values()].flat().filter((secret) => isForgotten(secret, now));
  const gone = new Set(ended.slice(0, limit));
  for (const [clientRowId, secrets] of tables.secrets) {
    const kept = secrets.filter((secret) => !gone.has(secret));
    if (kept.length < secrets.length) tables.secrets.set(clientRowId, kept);
  }
  return gone.size;
};

const isForgotten = ({ expiresAt, revokedAt }: StoredSecret, now: number): boolean =>
  [expiresAt, revokedAt].some((end) => end !== null && end.getTime() < now - ENDED_SECRET_RETENTION_MS);

/** To be called between transactions as well. */
export const purgeInitialAccessTokens = (
  { initialAccessTokens }: MemoryTables,
  limit: number,
  now: number,
): number => {
  const gone = [...initialAccessTokens.values()]
    .filter(({ expiresAt }) => expiresAt !== null && expiresAt.getTime() < now - EXPIRED_TOKEN_RETENTION_MS)
    .slice(0, limit);
  for (const { id } of gone) initialAccessTokens.delete(id);
  return gone.length;
};
