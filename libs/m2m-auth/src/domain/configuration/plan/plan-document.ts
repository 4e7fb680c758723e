import type { DocumentTransaction } from '../configuration-store.js';
import type { Leaving } from '../../organizations/organization-store.js';
import type { ConfigurationPlan, PlannedObject } from '../configuration-plan.js';
import type { DesiredState } from '../desired-state.js';
import type { NamedApiKeyStep } from './api-key-steps.js';
import { planApiKeys } from './plan-api-keys.js';
import type { PlanContext } from './plan-context.js';
import {
  planClients,
  planFormerClients,
  type FormerClientStep,
  type NamedClientStep,
} from './plan-clients.js';
import { planFormerApiKeys, type FormerApiKeyStep } from './plan-former-api-keys.js';
import { planFormerOrganizations, planOrganizations, type OrganizationStep } from './plan-organizations.js';

/** Everything that is to be done, and how it is shown. */
export interface Steps {
  readonly plan: ConfigurationPlan;
  readonly organizations: readonly OrganizationStep[];
  readonly clients: readonly NamedClientStep[];
  readonly formerClients: readonly FormerClientStep[];
  readonly apiKeys: readonly NamedApiKeyStep[];
  readonly formerApiKeys: readonly FormerApiKeyStep[];
}

/** True for what a plan does anything about. */
export const isChange = ({ action }: PlannedObject): boolean => action !== 'unchanged' && action !== 'leave';

/**
 * Compares a document with what one transaction sees.
 *
 * @param hold true: the rows of clients are held until the end of the transaction.
 */
export const planDocument = async (
  tx: DocumentTransaction,
  desired: DesiredState,
  hold: boolean,
  context: PlanContext,
): Promise<Steps> => {
  const found = (clientId: string) => (hold ? tx.clients.lock(clientId) : tx.clients.find(clientId));
  const named = await planOrganizations(tx, desired.organizations, context);
  const ids = new Map(
    named.flatMap(({ desired: organization, id }) => (organization ? [[organization, id]] : [])),
  );
  const clients = await planClients(tx, desired.clients, ids, found, context);
  const formerClients = await planFormerClients(clients, found, context);
  const { named: apiKeys, former } = await planApiKeys(tx, desired.apiKeys, ids, context);
  const formerApiKeys = planFormerApiKeys(former, apiKeys, context);
  const formerOrganizations = await planFormerOrganizations(
    tx,
    named,
    {
      clients: leavingClients(clients, formerClients),
      apiKeys: leavingApiKeys(apiKeys, formerApiKeys),
    },
    context,
  );
  const organizations = [...named, ...formerOrganizations];
  const steps = [...organizations, ...clients, ...formerClients, ...apiKeys, ...formerApiKeys];
  const objects = steps.map(({ planned }) => planned);
  return {
    plan: { changes: objects.some(isChange), objects, warnings: desired.warnings },
    organizations,
    clients,
    formerClients,
    apiKeys,
    formerApiKeys,
  };
};

/** Of the clients that will belong to no organization, or to another one. */
const leavingClients = (
  clients: readonly NamedClientStep[],
  formerClients: readonly FormerClientStep[],
): Leaving['clients'] => [
  ...clients.flatMap(({ stored, changes }) =>
    stored && changes.organizationId !== undefined ? [stored.client.id] : [],
  ),
  ...formerClients.flatMap(({ stored, planned }) => (planned.action === 'prune' ? [stored.client.id] : [])),
];

const leavingApiKeys = (
  apiKeys: readonly NamedApiKeyStep[],
  formerApiKeys: readonly FormerApiKeyStep[],
): Leaving['apiKeys'] => [
  ...apiKeys.flatMap(({ stored, changes }) => (stored && changes.owner ? [stored.id] : [])),
  ...formerApiKeys.flatMap(({ stored, planned }) => (planned.action === 'prune' ? [stored.id] : [])),
];
