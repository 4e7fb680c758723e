import type { DocumentTransaction } from '../configuration-store.js';
import type { Organization } from '../../organizations/organization.js';
import type { Leaving } from '../../organizations/organization-store.js';
import type { PlannedAction, PlannedObject } from '../configuration-plan.js';
import type { DesiredOrganization } from '../desired-state.js';
import { pathTo } from '../document/findings.js';
import type { PlanContext } from './plan-context.js';

export interface OrganizationStep {
  readonly planned: PlannedObject;
  /** The id it has or is about to get. */
  readonly id: string;
  /** Null when only an earlier document named it. */
  readonly desired: DesiredOrganization | null;
}

const planned = (
  id: string | null,
  name: string,
  action: PlannedAction,
  more: Partial<PlannedObject> = {},
): PlannedObject => ({
  kind: 'organization',
  id,
  name,
  action,
  changed: [],
  secrets: [],
  notes: [],
  ...more,
});

/** The organizations that the document names. */
export const planOrganizations = async (
  tx: DocumentTransaction,
  organizations: readonly DesiredOrganization[],
  context: PlanContext,
): Promise<OrganizationStep[]> => {
  const steps: OrganizationStep[] = [];
  for (const desired of organizations) {
    const { id, name } = desired;
    const stored = await tx.organizations.find(id === undefined ? { name } : { id });
    if (stored?.name !== name) await refuseTakenName(tx, desired, stored, context);
    steps.push({ ...stepOf(desired, stored, context), desired });
  }
  return steps;
};

const stepOf = (
  { id, name }: DesiredOrganization,
  stored: Organization | null,
  { earlier, random }: PlanContext,
): Pick<OrganizationStep, 'planned' | 'id'> => {
  if (!stored) return { id: id ?? `org_${random.uuid()}`, planned: planned(id ?? null, name, 'create') };
  const notes = earlier.find('organization', stored.id) ? [] : ['was made by hand and is never pruned'];
  const renamed = stored.name !== name;
  return {
    id: stored.id,
    planned: planned(stored.id, name, renamed ? 'update' : 'unchanged', {
      changed: renamed ? ['name'] : [],
      notes,
    }),
  };
};

const refuseTakenName = async (
  tx: DocumentTransaction,
  { path, name }: DesiredOrganization,
  stored: Organization | null,
  { findings }: PlanContext,
): Promise<void> => {
  const namesake = await tx.organizations.find({ name });
  if (namesake && namesake.id !== stored?.id) {
    findings.problem(pathTo(path, 'name'), 'is the name of another organization');
  }
};

/**
 * The organizations that only earlier documents have named.
 *
 * @param leaving the clients and API keys that this plan deletes or moves elsewhere.
 */
export const planFormerOrganizations = async (
  tx: DocumentTransaction,
  named: readonly OrganizationStep[],
  leaving: Leaving,
  { earlier, options }: PlanContext,
): Promise<OrganizationStep[]> => {
  const ids = new Set(named.map(({ id }) => id));
  const steps: OrganizationStep[] = [];
  for (const { id } of earlier.ofKind('organization')) {
    const stored = ids.has(id) ? null : await tx.organizations.find({ id });
    if (!stored) continue;
    const empty = await tx.organizations.isEmpty(id, leaving);
    const notes = empty ? [] : ['is kept while something belongs to it that this document does not end'];
    const action = options.prune && empty ? 'prune' : 'leave';
    steps.push({ id, desired: null, planned: planned(id, stored.name, action, { notes }) });
  }
  return steps;
};
