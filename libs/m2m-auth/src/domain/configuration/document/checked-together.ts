import type { DesiredApiKey, DesiredClient, DesiredOrganization, DesiredState } from '../desired-state.js';
import type { Draft, DraftApiKey, OrganizationReference } from './draft.js';
import { pathTo, type Findings } from './findings.js';

/** Finds what is named twice and what is named but not there, and puts the organizations where their names stand. */
export const checkedTogether = (draft: Draft, findings: Findings): Omit<DesiredState, 'warnings'> => {
  const { organizations, clients, apiKeys } = draft;
  const named = organizations.filter(({ name }) => name !== '');
  const identified = organizations.filter(({ id }) => id !== undefined);
  refuseRepeated(named, ({ name }) => name, 'name', findings);
  refuseRepeated(identified, ({ id = '' }) => id, 'id', findings);
  const resolve = (reference: OrganizationReference | null): DesiredOrganization | null =>
    reference && resolved(reference, organizations, findings);
  refuseRepeatedClients(draft, findings);
  const desired = clients.map(({ idPath: _, organization, ...client }): DesiredClient => ({
    ...client,
    organization: resolve(organization),
  }));
  const keys = apiKeys.map((draft) => ({ draft, organization: resolve(draft.organization) }));
  refuseRepeatedKeys(keys, findings);
  return {
    organizations,
    clients: desired,
    apiKeys: keys.flatMap(({ draft, organization }): DesiredApiKey[] => {
      if (!organization) return [];
      const { organization: _, userId, value, ...key } = draft;
      const owner = { organization, ...(userId !== undefined && { userId }) };
      return [{ ...key, owner, ...(value && { value: value.value }) }];
    }),
  };
};

interface OwnedDraft {
  readonly draft: DraftApiKey;
  readonly organization: DesiredOrganization | null;
}

const resolved = (
  { path, name }: OrganizationReference,
  organizations: readonly DesiredOrganization[],
  findings: Findings,
): DesiredOrganization | null => {
  const found = organizations.filter(
    (organization) => organization.id === name || organization.name === name,
  );
  if (found.length === 0) findings.problem(path, 'organization not found');
  const [first] = found;
  if (found.some((other) => other.id !== first?.id && other.name !== first?.name)) {
    findings.problem(path, 'is the id of one organization and the name of another');
  }
  return first ?? null;
};

const refuseRepeated = <T extends { readonly path: string }>(
  items: readonly T[],
  keyOf: (item: T) => string,
  member: string,
  findings: Findings,
): void => {
  const seen = new Map<string, string>();
  for (const item of items) {
    const key = keyOf(item);
    const other = seen.get(key);
    if (other === undefined) seen.set(key, item.path);
    else findings.problem(pathTo(item.path, member), `is that of ${other} already`);
  }
};

const refuseRepeatedClients = ({ clients }: Draft, findings: Findings): void => {
  const seen = new Map<string, string>();
  for (const { registration, path, idPath } of clients) {
    const { clientId } = registration;
    const other = seen.get(clientId);
    if (clientId === '') continue;
    if (other === undefined) seen.set(clientId, path);
    // Where ids are made of names, it is the name that is there twice.
    else findings.problem(idPath, `names the same client as ${other}`);
  }
};

const refuseRepeatedKeys = (keys: readonly OwnedDraft[], findings: Findings): void => {
  const values = new Map<string, string>();
  const names = new Map<string, DraftApiKey>();
  for (const { draft: key, organization } of keys) {
    const { path, name, value, userId } = key;
    if (value) {
      const other = values.get(value.value);
      if (other === undefined) values.set(value.value, path);
      else findings.problem(value.path, `is that of ${other} already`);
    }
    const place = JSON.stringify([organization?.path ?? key.organization?.name, userId, name]);
    const namesake = names.get(place);
    if (!namesake) names.set(place, key);
    // By its name a key is found again whose value nobody knows.
    else if (name !== '' && (!value || !namesake.value)) {
      findings.problem(
        pathTo(path, 'name'),
        `is that of ${namesake.path} already, and one of them has no value`,
      );
    }
  }
};
