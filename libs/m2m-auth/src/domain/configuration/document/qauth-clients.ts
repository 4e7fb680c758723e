import type { DraftClient } from './draft.js';
import { clientMembers, type ClientMemberNames } from './client-members.js';
import type { Section } from './section.js';

const NAMES: ClientMemberNames = {
  clientId: 'client_id',
  name: 'name',
  description: 'description',
  scopes: 'scopes',
  audiences: 'audience',
  grantTypes: 'grant_types',
  tokenEndpointAuthMethod: 'token_endpoint_auth_method',
};

/** Members that say how people log in. */
const FOR_PEOPLE = ['response_types', 'redirect_uris'];

/** `{ realm?, clients: [{ client_id, … }] }`, as in the manifests of QAuth. Their secrets are always generated. */
export const qauthClients = (root: Section): readonly DraftClient[] => {
  if (root.text('realm') !== undefined) {
    root.findings.warn(root.pathOf('realm'), 'is not kept: a server has one issuer, and that is its realm');
  }
  return root.sections('clients').map((section) => {
    const { findings } = section;
    for (const member of ['client_id', 'name', 'grant_types']) {
      if (section.get(member) === undefined) findings.problem(section.pathOf(member), 'is required');
    }
    const grants = section.get('grant_types');
    if (Array.isArray(grants) && grants.length === 0) {
      findings.problem(section.pathOf('grant_types'), 'must not be empty');
    }
    for (const member of FOR_PEOPLE) {
      if (section.items(member).length > 0) {
        findings.warn(section.pathOf(member), 'means nothing for a machine client and is not kept');
      }
    }
    section.flag('require_pkce');
    const registration = clientMembers(section, NAMES);
    section.refuseUnknown();
    const idPath = section.pathOf('client_id');
    return { path: section.path, idPath, registration, organization: null, secrets: [] };
  });
};
