import { apiKeyEvent } from '../../api-keys/api-key-event.js';
import type { ApiKey } from '../../api-keys/api-key.js';
import type { ApiKeyChanges } from '../../api-keys/api-key-store.js';
import type { NamedApiKeyStep } from '../plan/api-key-steps.js';
import type { FormerApiKeyStep } from '../plan/plan-former-api-keys.js';
import type { StepWriter } from './step-writer.js';

/** Creates and changes the API keys that the document names, and has those stop that it has replaced. */
export const writeApiKeys = async (
  writer: StepWriter,
  named: readonly NamedApiKeyStep[],
  former: readonly FormerApiKeyStep[],
): Promise<void> => {
  for (const step of named) {
    const { planned, stored, changes, made } = step;
    const key = planned.action === 'create' ? await create(writer, step) : stored;
    if (stored && planned.action === 'update') await update(writer, stored.id, changes);
    if (key && made !== null) writer.issue({ kind: 'api-key', id: key.id, name: key.name, secret: made });
  }
  for (const { stored, stopsAt } of former) {
    if (stopsAt) await update(writer, stored.id, { expiresAt: stopsAt });
  }
};

/** Deletes API keys that earlier documents made, before the organizations they belong to. */
export const pruneApiKeys = async (writer: StepWriter, steps: readonly FormerApiKeyStep[]): Promise<void> => {
  for (const { planned, stored } of steps) {
    if (planned.action !== 'prune') continue;
    const { id } = stored;
    await writer.tx.configuration.remove({ kind: 'api-key', id });
    const deleted = await writer.tx.apiKeys.delete(id);
    // Somebody else has deleted it meanwhile, and said so.
    if (!deleted) continue;
    await writer.audit(apiKeyEvent('api_key.deleted', deleted));
    writer.changed({ kind: 'api-key', subject: id });
  }
};

const create = async (writer: StepWriter, { row }: NamedApiKeyStep): Promise<ApiKey> => {
  const key = await writer.tx.apiKeys.insert(row);
  const { id, name, digest: hash, hint } = row;
  await writer.tx.configuration.put({ kind: 'api-key', id, name, given: { hash, hint } });
  await writer.audit(apiKeyEvent('api_key.created', key));
  writer.changed({ kind: 'api-key', subject: id });
  return key;
};

const update = async (writer: StepWriter, id: string, changes: ApiKeyChanges): Promise<void> => {
  const key = await writer.tx.apiKeys.update(id, changes);
  const event = apiKeyEvent('api_key.updated', key);
  await writer.audit({ ...event, metadata: { ...event.metadata, changed: Object.keys(changes) } });
  writer.changed({ kind: 'api-key', subject: id });
};
