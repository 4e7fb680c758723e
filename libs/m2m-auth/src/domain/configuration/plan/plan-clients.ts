import type { DocumentTransaction } from '../configuration-store.js';
import type { JsonObject } from '../../../oauth/json.js';
import type { Client, ClientWithSecrets } from '../../clients/client.js';
import { newClientOf } from '../../clients/new-client.js';
import type { ClientChanges, NewClient } from '../../clients/client-store.js';
import type { PlannedObject } from '../configuration-plan.js';
import type { DesiredClient, DesiredOrganization } from '../desired-state.js';
import type { PlanContext } from './plan-context.js';
import { plannedSecrets, planSecrets, type SecretSteps } from './plan-secrets.js';
import { isSameJson } from './same-json.js';

/** A client that the document names. */
export interface NamedClientStep {
  readonly planned: PlannedObject;
  readonly desired: DesiredClient;
  /** The row of a new client. */
  readonly row: NewClient;
  readonly stored: ClientWithSecrets | null;
  readonly changes: ClientChanges;
  readonly secrets: SecretSteps;
  /** True when it is inactive by the word of a document, and nobody has touched its row since. */
  readonly deactivatedBefore: boolean;
}

/** A client that only earlier documents have named. */
export interface FormerClientStep {
  readonly planned: PlannedObject;
  readonly stored: ClientWithSecrets;
  /** Of the secrets that documents gave or made for it, also of those that are gone. */
  readonly secretIds: readonly string[];
}

type Found = (clientId: string) => Promise<ClientWithSecrets | null>;

const MEMBERS = [
  'name',
  'description',
  'organizationId',
  'scopes',
  'audiences',
  'protectedResources',
  'claims',
  'grantTypes',
  'tokenEndpointAuthMethod',
  'accessTokenTtl',
  'metadata',
] as const satisfies readonly (keyof NewClient)[];

/** @param found reads, or locks, a client in the same transaction. */
export const planClients = async (
  tx: DocumentTransaction,
  clients: readonly DesiredClient[],
  organizationIds: ReadonlyMap<DesiredOrganization, string>,
  found: Found,
  context: PlanContext,
): Promise<NamedClientStep[]> => {
  const steps: NamedClientStep[] = [];
  for (const desired of clients) {
    const { registration, organization } = desired;
    const organizationId = organization && (organizationIds.get(organization) ?? null);
    const row = {
      ...newClientOf({ ...registration, organizationId }, context.random),
      metadata: asStored(registration.metadata),
      isActive: desired.enabled ?? true,
    };
    const stored = await found(row.clientId);
    const secrets = await planSecrets(tx, desired, stored, context);
    steps.push(stepOf(desired, row, stored, secrets, context));
  }
  return steps;
};

/** What JSON has no word for, such as YAML's `.nan`, is stored as null. */
const asStored = (metadata: JsonObject = {}): JsonObject =>
  JSON.parse(JSON.stringify(metadata)) as JsonObject;

const stepOf = (
  desired: DesiredClient,
  row: NewClient,
  stored: ClientWithSecrets | null,
  secrets: SecretSteps,
  context: PlanContext,
): NamedClientStep => {
  const deactivatedBefore = stored !== null && isAsLeft(stored.client, context);
  const changes = stored ? changesOf(row, stored.client, desired, deactivatedBefore) : {};
  const shown = plannedSecrets(secrets);
  const changed = [...Object.keys(changes), ...(stored && shown.length > 0 ? ['secrets'] : [])];
  const notes = [...secrets.notes];
  if (stored && !stored.client.isActive && changes.isActive !== true && desired.enabled !== false) {
    notes.push('stays disabled: it was disabled by hand');
  }
  if (stored && !context.earlier.find('client', stored.client.id)) {
    notes.push('was made by hand and is never pruned');
  }
  const action = stored ? (changed.length > 0 ? 'update' : 'unchanged') : 'create';
  const { clientId: id, name } = row;
  return {
    planned: { kind: 'client', id, name, action, changed, secrets: shown, notes },
    desired,
    row,
    stored,
    changes,
    secrets,
    deactivatedBefore,
  };
};

const changesOf = (
  row: NewClient,
  client: Client,
  { enabled }: DesiredClient,
  deactivatedBefore: boolean,
): ClientChanges => {
  const changed = MEMBERS.filter((member) => !isSameJson(row[member], client[member]));
  const changes = Object.fromEntries(changed.map((member) => [member, row[member]])) as ClientChanges;
  if (enabled === false && client.isActive) return { ...changes, isActive: false };
  // What an administrator has disabled is not for a file to enable.
  if (enabled !== false && deactivatedBefore) return { ...changes, isActive: true };
  return changes;
};

const isAsLeft = ({ id, isActive, updatedAt }: Client, { earlier }: PlanContext): boolean =>
  !isActive && earlier.find('deactivation', id)?.name === updatedAt.toISOString();

/** The clients that only earlier documents have named. */
export const planFormerClients = async (
  named: readonly NamedClientStep[],
  found: Found,
  { earlier, options }: PlanContext,
): Promise<FormerClientStep[]> => {
  const clientIds = new Set(named.map(({ row }) => row.clientId));
  const steps: FormerClientStep[] = [];
  const former = [...earlier.ofKind('client')].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { id, name: clientId } of former) {
    const stored = clientIds.has(clientId) ? null : await found(clientId);
    // Made anew by hand under the same name, it is another client.
    if (stored?.client.id !== id) continue;
    const action = options.prune ? 'prune' : 'leave';
    const { name } = stored.client;
    steps.push({
      stored,
      secretIds: earlier.secretsOf(id).map((secret) => secret.id),
      planned: { kind: 'client', id: clientId, name, action, changed: [], secrets: [], notes: [] },
    });
  }
  return steps;
};
