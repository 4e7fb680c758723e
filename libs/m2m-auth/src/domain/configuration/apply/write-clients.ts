import type { Client } from '../../clients/client.js';
import type { FormerClientStep, NamedClientStep } from '../plan/plan-clients.js';
import { isChange } from '../plan/plan-document.js';
import type { StepWriter } from './step-writer.js';
import { writeSecrets } from './write-secrets.js';

/** Creates and changes the clients that the document names. */
export const writeClients = async (writer: StepWriter, steps: readonly NamedClientStep[]): Promise<void> => {
  for (const step of steps) {
    if (!isChange(step.planned)) {
      reissue(writer, step);
      continue;
    }
    const client = step.stored ? await change(writer, step, step.stored.client) : await create(writer, step);
    await writeSecrets(writer, client, step);
    if (step.changes.isActive === false) await endAllTokens(writer, step);
    await rememberDeactivation(writer, client, step);
    writer.changed({ kind: 'client', subject: client.clientId });
  }
};

/** Deletes the clients that only earlier documents have named, with their secrets and live tokens. */
export const pruneClients = async (writer: StepWriter, steps: readonly FormerClientStep[]): Promise<void> => {
  for (const { planned, stored, secretIds } of steps) {
    if (planned.action !== 'prune') continue;
    const { id, clientId, organizationId } = stored.client;
    await writer.endTokens(stored.secrets, false);
    await writer.tx.clients.delete(id);
    for (const kind of ['client', 'deactivation'] as const)
      await writer.tx.configuration.remove({ kind, id });
    for (const secretId of secretIds) await writer.tx.configuration.remove({ kind: 'secret', id: secretId });
    await writer.audit({ event: 'oauth.client.deleted', clientId, organizationId, metadata: {} });
    writer.changed({ kind: 'client', subject: clientId });
  }
};

const create = async (writer: StepWriter, { row }: NamedClientStep): Promise<Client> => {
  const client = await writer.tx.clients.insert(row);
  const { id, clientId, organizationId, scopes } = client;
  await writer.tx.configuration.put({ kind: 'client', id, name: clientId });
  await writer.audit({
    event: 'oauth.client.registered',
    clientId,
    organizationId,
    metadata: { scopes: [...scopes] },
  });
  return client;
};

const change = async (writer: StepWriter, { changes }: NamedClientStep, stored: Client): Promise<Client> => {
  const changed = Object.keys(changes);
  if (changed.length === 0) return stored;
  const client = await writer.tx.clients.update(stored.id, changes);
  const { clientId, organizationId } = client;
  await writer.audit({ event: 'oauth.client.updated', clientId, organizationId, metadata: { changed } });
  return client;
};

const endAllTokens = async (writer: StepWriter, { stored, secrets }: NamedClientStep): Promise<void> => {
  await writer.endTokens(
    (stored?.secrets ?? []).filter((secret) => !secrets.end.includes(secret)),
    true,
  );
};

/** Who has disabled a client decides who may enable it: see the plan. */
const rememberDeactivation = async (
  writer: StepWriter,
  { id, isActive, updatedAt }: Client,
  { changes, stored, deactivatedBefore }: NamedClientStep,
): Promise<void> => {
  const { configuration } = writer.tx;
  if (isActive) {
    if (deactivatedBefore) await configuration.remove({ kind: 'deactivation', id });
  } else if (!stored || changes.isActive === false || deactivatedBefore) {
    await configuration.put({ kind: 'deactivation', id, name: updatedAt.toISOString() });
  }
};

/** An earlier attempt was committed although its answer was lost: its secret has not been shown yet. */
const reissue = (writer: StepWriter, { desired, stored }: NamedClientStep): void => {
  const made = writer.comparison.generatedAmong(desired.path, stored?.secrets ?? []);
  if (stored && made?.plaintext != null) {
    const { clientId, name } = stored.client;
    writer.issue({ kind: 'client', id: clientId, name, secret: made.plaintext });
  }
};
