import type { Denial } from '../changes/denial.js';
import { deathOfLastToken, type TokenLifetimeBound } from '../changes/denials.js';
import type { ChangeTransaction } from '../changes/change-store.js';
import type { ClientSecret } from './client.js';
import type { ClientTransaction } from './client-store.js';

/**
 * Ends every token of these secrets: denies their epochs. Secrets that live on get a new epoch in the same transaction,
 * so that what is issued to them from now on is not concerned.
 */
export const endEpochs = async (
  tx: ClientTransaction & Pick<ChangeTransaction, 'now' | 'nextEpoch'>,
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
