import type { Transaction } from '../../persistence/persistence.js';
import type { ConfigurationPlan, PlannedObject } from '../configuration-plan.js';
import type { DesiredState } from '../desired-state.js';
import type { ApiKeyStep, ConfigurationApiKeys } from './configuration-api-keys.js';
import type { PlanContext } from './plan-context.js';
import {
  planClients,
  planFormerClients,
  type FormerClientStep,
  type NamedClientStep,
} from './plan-clients.js';
import { planFormerOrganizations, planOrganizations, type OrganizationStep } from './plan-organizations.js';

/** Everything that is to be done, and how it is shown. */
export interface Steps {
  readonly plan: ConfigurationPlan;
  readonly organizations: readonly OrganizationStep[];
  readonly clients: readonly NamedClientStep[];
  readonly formerClients: readonly FormerClientStep[];
  readonly apiKeys: readonly ApiKeyStep[];
}

/** True for what a plan does anything about. */
export const isChange = ({ action }: PlannedObject): boolean => action !== 'unchanged' && action !== 'leave';

/**
 * Compares a document with what one transaction sees.
 *
 * @param hold true: the rows of clients are held until the end of the transaction.
 * @param apiKeys null: this server keeps none, and a document that names some has a problem.
 */
export const planDocument = async (
  tx: Transaction,
  desired: DesiredState,
  hold: boolean,
  apiKeys: ConfigurationApiKeys | null,
  context: PlanContext,
): Promise<Steps> => {
  const found = (clientId: string) => (hold ? tx.clients.lock(clientId) : tx.clients.find(clientId));
  const named = await planOrganizations(tx, desired.organizations, context);
  const ids = new Map(
    named.flatMap(({ desired: organization, id }) => (organization ? [[organization, id]] : [])),
  );
  const clients = await planClients(tx, desired.clients, ids, found, context);
  const formerClients = await planFormerClients(clients, found, context);
  if (!apiKeys && desired.apiKeys.length > 0) {
    context.findings.problem('apiKeys', 'cannot be applied: this server keeps no API keys');
  }
  const keys = apiKeys ? await apiKeys.plan(tx, desired.apiKeys, ids, context) : [];
  const formerOrganizations = await planFormerOrganizations(
    tx,
    named,
    leaving(clients, formerClients),
    context,
  );
  const organizations = [...named, ...formerOrganizations];
  const objects = [...organizations, ...clients, ...formerClients, ...keys].map(({ planned }) => planned);
  return {
    plan: { changes: objects.some(isChange), objects, warnings: desired.warnings },
    organizations,
    clients,
    formerClients,
    apiKeys: keys,
  };
};

/** Row ids of the clients that will belong to no organization, or to another one. */
const leaving = (
  clients: readonly NamedClientStep[],
  formerClients: readonly FormerClientStep[],
): readonly string[] => [
  ...clients.flatMap(({ stored, changes }) =>
    stored && changes.organizationId !== undefined ? [stored.client.id] : [],
  ),
  ...formerClients.flatMap(({ stored, planned }) => (planned.action === 'prune' ? [stored.client.id] : [])),
];
