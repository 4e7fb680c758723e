import { isClientId } from '../../clients/client-id.js';
import type { DraftClient } from './draft.js';
import { clientMembers, type ClientMemberNames } from './client-members.js';
import { clientSecrets } from './client-secrets.js';
import { organizationReference } from './organization-entries.js';
import type { Section } from './section.js';

const NAMES: ClientMemberNames = {
  clientId: 'clientId',
  name: 'name',
  description: 'description',
  scopes: 'scopes',
  audiences: 'audiences',
  protectedResources: 'protectedResources',
  claims: 'claims',
  grantTypes: 'grantTypes',
  tokenEndpointAuthMethod: 'tokenEndpointAuthMethod',
  accessTokenTtl: 'accessTokenTtl',
  metadata: 'metadata',
};

/** `clients: [{ clientId, … }]`, in the words of the admin endpoints. The name is the clientId where none is given. */
export const nativeClients = (root: Section): readonly DraftClient[] =>
  root.sections('clients').map((section) => {
    const clientId = section.get('clientId');
    const secrets = clientSecrets(section, ['secret', 'clientSecret'], 'secrets');
    const organization = organizationReference(section, 'organization');
    const enabled = enabledOf(section);
    const unnamed = section.get('name') === undefined && isClientId(clientId);
    const registration = clientMembers(section, NAMES, unnamed ? { name: clientId } : {});
    if (clientId === undefined) section.findings.problem(section.pathOf('clientId'), 'is required');
    section.refuseUnknown();
    return {
      path: section.path,
      idPath: section.pathOf('clientId'),
      registration,
      organization,
      ...(enabled !== undefined && { enabled }),
      secrets,
    };
  });

const enabledOf = (section: Section): boolean | undefined => {
  const [enabled, isActive] = [section.flag('enabled'), section.flag('isActive')];
  if (section.has('enabled') && section.has('isActive')) {
    section.findings.problem(section.pathOf('isActive'), 'cannot stand beside enabled');
  }
  return enabled ?? isActive;
};
