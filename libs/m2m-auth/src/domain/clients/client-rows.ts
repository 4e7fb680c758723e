import type { AuditedTransaction, ChangeTransaction } from '../changes/change-store.js';
import type { ClientTransaction, NewClient, NewClientSecret } from './client-store.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { AuditEvent } from '../audit/audit-event.js';
import type { Written } from '../changes/change-writer.js';

import { endEpochs } from './end-epochs.js';
import { type TokenLifetimeBound } from '../changes/denials.js';
import type { Client, ClientSecret, ClientWithSecrets } from './client.js';

/** Stores a client with its first secret. @throws DuplicateError when the clientId is taken. */
export const insertClient = async (
  tx: ClientTransaction & Pick<ChangeTransaction, 'nextEpoch'>,
  client: NewClient,
  { hash, hint }: Pick<NewClientSecret, 'hash' | 'hint'>,
  random: RandomSource,
  expiresAt: Date | null = null,
): Promise<{ readonly stored: Client; readonly secret: ClientSecret }> => {
  const stored = await tx.clients.insert(client);
  const epoch = await tx.nextEpoch();
  const secret = await tx.clients.insertSecret(stored.id, {
    id: random.uuid(),
    hash,
    hint,
    epoch,
    expiresAt,
  });
  return { stored, secret };
};

const UNKNOWN = { ip: null, metadata: {} };

/**
 * Deletes a locked client with all that hangs on it, and ends its live tokens.
 *
 * @param by what the audit says of whoever asked for it, where this is not an administrator.
 */
export const deleteClient = async (
  tx: ClientTransaction & AuditedTransaction,
  { client, secrets }: ClientWithSecrets,
  bound: TokenLifetimeBound,
  by: Pick<AuditEvent, 'ip' | 'metadata'> = UNKNOWN,
): Promise<Written<void>> => {
  const denials = await endEpochs(tx, secrets, bound, { renew: false });
  await tx.clients.delete(client.id);
  await tx.audit({
    event: 'oauth.client.deleted',
    success: true,
    clientId: client.clientId,
    organizationId: client.organizationId,
    ...by,
  });
  return { result: undefined, changes: [{ kind: 'client', subject: client.clientId }], denials };
};
