import type { OrganizationStep } from '../plan/plan-organizations.js';
import type { StepWriter } from './step-writer.js';

/** Creates and renames organizations, before anything belongs to them. */
export const writeOrganizations = async (
  writer: StepWriter,
  steps: readonly OrganizationStep[],
): Promise<void> => {
  for (const { id, planned } of steps) {
    const { name, action } = planned;
    if (action !== 'create' && action !== 'update') continue;
    if (action === 'create') {
      await writer.tx.organizations.insert({ id, name });
      await writer.tx.configuration.put({ kind: 'organization', id, name });
    } else {
      await writer.tx.organizations.rename(id, name);
    }
    const event = action === 'create' ? 'oauth.organization.created' : 'oauth.organization.updated';
    await writer.audit({ event, clientId: null, organizationId: id, metadata: {} });
    writer.changed({ kind: 'organization', subject: id });
  }
};

/** Deletes organizations, after everything that belonged to them. */
export const pruneOrganizations = async (
  writer: StepWriter,
  steps: readonly OrganizationStep[],
): Promise<void> => {
  for (const { id, planned } of steps) {
    if (planned.action !== 'prune') continue;
    await writer.tx.organizations.delete(id);
    await writer.tx.configuration.remove({ kind: 'organization', id });
    await writer.audit({
      event: 'oauth.organization.deleted',
      clientId: null,
      organizationId: id,
      metadata: {},
    });
    writer.changed({ kind: 'organization', subject: id });
  }
};
