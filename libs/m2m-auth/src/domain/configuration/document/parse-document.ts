import { InvalidConfigurationError } from '../configuration-problem.js';
import type { DesiredOrganization, DesiredState } from '../desired-state.js';
import { apiKeyEntries, legacyApiKeys, NATIVE_API_KEY, WORKOS_API_KEY } from './api-keys.js';
import { checkedTogether } from './checked-together.js';
import { connectApplications } from './connect-applications.js';
import { shapeOf, type DocumentShape } from './document-shape.js';
import type { Draft, DraftApiKey } from './draft.js';
import { Findings } from './findings.js';
import { nativeClients } from './native-clients.js';
import { organizationEntries } from './organization-entries.js';
import { qauthClients } from './qauth-clients.js';
import { Section } from './section.js';

/**
 * Reads a configuration document of any of the three shapes.
 *
 * @param document the plain value of a parsed YAML or JSON file; a secret that comes from the environment stands in it
 * as `{ fromEnvironment, value }`.
 * @throws InvalidConfigurationError with every problem at once.
 */
export const parseDocument = (document: unknown): DesiredState => {
  const findings = new Findings();
  const root = Section.of(document, '', findings);
  if (!root) throw new InvalidConfigurationError(findings.problems);
  const shape = shapeOf(document as Readonly<Record<string, unknown>>, findings);
  // Where shapes are mixed, what one of them has to say of the other's names helps nobody.
  if (findings.problems.length > 0) throw new InvalidConfigurationError(findings.problems);
  root.text('$schema');
  const draft = readers[shape](root);
  root.refuseUnknown();
  const desired = checkedTogether(draft, findings);
  if (findings.problems.length > 0) throw new InvalidConfigurationError(findings.problems);
  return { ...desired, warnings: findings.warnings };
};

const readers: Readonly<Record<DocumentShape, (root: Section) => Draft>> = {
  native: (root) => ({
    organizations: organizationEntries(root),
    clients: nativeClients(root),
    apiKeys: apiKeyEntries(root, NATIVE_API_KEY),
  }),
  workos: (root) => {
    const organizations = organizationEntries(root);
    const clients = connectApplications(root);
    return { organizations, clients, apiKeys: workOsApiKeys(root, organizations) };
  },
  qauth: (root) => ({ organizations: [], clients: qauthClients(root), apiKeys: [] }),
};

const workOsApiKeys = (
  root: Section,
  organizations: readonly DesiredOrganization[],
): readonly DraftApiKey[] => {
  const value = root.get('apiKeys');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return apiKeyEntries(root, WORKOS_API_KEY);
  }
  const path = root.pathOf('apiKeys');
  const [only, ...others] = organizations;
  if (only === undefined || others.length > 0) {
    root.findings.problem(path, 'must be a list where there is not exactly one organization to own the keys');
  }
  const owner = only === undefined ? null : { path, name: only.name };
  return legacyApiKeys(value, path, owner, root.findings);
};
