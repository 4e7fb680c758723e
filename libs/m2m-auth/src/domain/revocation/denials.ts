import type { ClientSecret } from '../clients/client.js';
import type { Transaction } from '../persistence/persistence.js';
import type { Denial } from './denial.js';

/** How long a denial must outlast the tokens it concerns. In seconds. */
export interface TokenLifetimeBound {
  /** The largest lifetime the server permits, not the client's present one: that may have been longer before. */
  readonly maxLifetimeSeconds: number;
  readonly clockSkewSeconds: number;
}

/** When the last token that could be alive now is dead, by the database's clock. */
export const deathOfLastToken = (now: Date, bound: TokenLifetimeBound): Date =>
  new Date(now.getTime() + (bound.maxLifetimeSeconds + bound.clockSkewSeconds) * 1_000);

/**
 * Ends every token of these secrets: denies their epochs. Secrets that live on get a new epoch in the same transaction,
 * so that what is issued to them from now on is not concerned.
 */
export const endEpochs = async (
  tx: Transaction,
  secrets: readonly ClientSecret[],
  bound: TokenLifetimeBound,
  options: { renew: boolean },
): Promise<Denial[]> => {
  const expiresAt = deathOfLastToken(await tx.now(), bound);
  const denials: Denial[] = [];
  for (const secret of secrets) {
    denials.push({ kind: 'epoch', id: String(secret.epoch), expiresAt });
    if (options.renew) await tx.clients.updateSecret(secret.id, { epoch: await tx.nextEpoch() });
  }
  return denials;
};
