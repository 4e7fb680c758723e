import type { SecretUse } from '../../domain/credentials/secret-use-store.js';
import type { MemoryTables, StoredSecret } from './memory-persistence-tables.js';

/** To be called between transactions: what is staged was copied from what this changes. */
export const recordSecretUses = (tables: MemoryTables, uses: readonly SecretUse[], now: number): void => {
  const usedAt = new Map(uses.map(({ secretId, agoMs }) => [secretId, now - agoMs]));
  for (const [clientRowId, secrets] of tables.secrets) {
    if (!secrets.some(({ id }) => usedAt.has(id))) continue;
    tables.secrets.set(
      clientRowId,
      secrets.map((secret) => moved(secret, usedAt.get(secret.id))),
    );
  }
};

const moved = (secret: StoredSecret, usedAt: number | undefined): StoredSecret =>
  usedAt === undefined || usedAt <= (secret.lastUsedAt?.getTime() ?? Number.NEGATIVE_INFINITY)
    ? secret
    : { ...secret, lastUsedAt: new Date(usedAt) };
