import type { AuditEvent } from '../../audit/audit-event.js';
import type { Client } from '../../clients/client.js';
import type { NamedClientStep } from '../plan/plan-clients.js';
import { SECRET_OVERLAP_MS } from '../plan/plan-secrets.js';
import type { StepWriter } from './step-writer.js';

/** Carries out what is planned for the secrets of one client, whose row is there. */
export const writeSecrets = async (
  writer: StepWriter,
  client: Client,
  { secrets }: NamedClientStep,
): Promise<void> => {
  const { tx, now } = writer;
  for (const secret of secrets.end) {
    await writer.endTokens([secret], false);
    await tx.clients.updateSecret(secret.id, { revokedAt: now });
    await auditSecret(writer, client, 'oauth.client.secret_removed', secret.id);
  }
  for (const { id } of secrets.retire) {
    await tx.clients.updateSecret(id, { expiresAt: new Date(now.getTime() + SECRET_OVERLAP_MS) });
    await auditSecret(writer, client, 'oauth.client.secret_retired', id);
  }
  for (const { id } of secrets.restore) {
    await tx.clients.updateSecret(id, { expiresAt: null });
    await auditSecret(writer, client, 'oauth.client.secret_restored', id);
  }
  for (const { path, value } of secrets.add) {
    const storable = writer.comparison.storableOf(path, value);
    if (!storable) throw new Error('A secret is to be stored that was not prepared.');
    const id = writer.random.uuid();
    const { hash, hint, plaintext } = storable;
    await tx.clients.insertSecret(client.id, {
      id,
      hash,
      hint,
      epoch: await tx.nextEpoch(),
      expiresAt: null,
    });
    const given = value === null ? {} : { given: { hash, hint } };
    await tx.configuration.put({ kind: 'secret', id, name: client.id, ...given });
    await auditSecret(writer, client, 'oauth.client.secret_added', id);
    if (plaintext !== null) {
      writer.issue({ kind: 'client', id: client.clientId, name: client.name, secret: plaintext });
    }
  }
};

const auditSecret = (
  writer: StepWriter,
  { clientId, organizationId }: Client,
  event: AuditEvent['event'],
  secretId: string,
): Promise<void> => writer.audit({ event, clientId, organizationId, metadata: { secretId } });
