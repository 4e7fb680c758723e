import { createHash } from 'node:crypto';
import type { DraftClient } from './draft.js';
import { clientMembers, type ClientMemberNames } from './client-members.js';
import { clientSecrets } from './client-secrets.js';
import { organizationReference } from './organization-entries.js';
import type { Section } from './section.js';

const NAMES: ClientMemberNames = {
  clientId: 'client_id',
  name: 'name',
  description: 'description',
  scopes: 'scopes',
  audiences: 'audience',
};

/** `connectApplications: [{ name, type?, organization, … }]`, as in the seed files of the WorkOS emulator. */
export const connectApplications = (root: Section): readonly DraftClient[] =>
  root.sections('connectApplications').map((section) => {
    const { findings } = section;
    const type = section.text('type') ?? 'm2m';
    if (type !== 'm2m') findings.problem(section.pathOf('type'), 'must be m2m');
    const organization = organizationReference(section, 'organization');
    if (section.get('organization') === undefined)
      findings.problem(section.pathOf('organization'), 'is required');
    const [audience, name] = [section.text('audience'), section.text('name')];
    if (section.get('name') === undefined) findings.problem(section.pathOf('name'), 'is required');
    const secrets = clientSecrets(section, ['client_secret']);
    ignoreRedirects(section);
    const registration = clientMembers(section, NAMES, {
      audiences: audience === undefined ? [] : [audience],
      ...(section.get('client_id') === undefined && { clientId: idFor(organization?.name, name) }),
    });
    section.refuseUnknown();
    const idPath = section.pathOf(section.has('client_id') ? 'client_id' : 'name');
    return { path: section.path, idPath, registration, organization, secrets };
  });

/** Made of the names alone, so that the same document means the same client each time it is applied. */
const idFor = (organization = '', name = ''): string =>
  `client_${createHash('sha256')
    .update(JSON.stringify([organization, name]))
    .digest('hex')
    .slice(0, 32)}`;

const ignoreRedirects = (section: Section): void => {
  if (section.items('redirect_uris').length > 0) {
    section.findings.warn(
      section.pathOf('redirect_uris'),
      'means nothing for a machine client and is not kept',
    );
  }
};
