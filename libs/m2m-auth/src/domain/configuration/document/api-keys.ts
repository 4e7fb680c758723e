import { isText, MAX_PERMISSION_CHARACTERS, MAX_PERMISSIONS } from '../../api-keys/api-key-rules.js';
import { API_KEY_ENVIRONMENTS, type ApiKeyEnvironment } from '../../api-keys/api-key.js';
import {
  apiKeyValueProblems,
  isWeakApiKeyValue,
  STRONG_API_KEY_VALUE,
} from '../../api-keys/api-key-value.js';
import { NOT_AN_INSTANT, parseInstant } from '../../../oauth/instant.js';
import { isScopeToken } from '../../../oauth/scope.js';
import type { DraftApiKey, OrganizationReference } from './draft.js';
import { pathTo, type Findings } from './findings.js';
import { organizationReference } from './organization-entries.js';
import { checkNotGuessable, secretValue } from './secret-values.js';
import { Section } from './section.js';

/** What a shape calls the members of an API key. */
export interface ApiKeyMemberNames {
  readonly userId: string;
  readonly expiresAt: string;
}

export const NATIVE_API_KEY: ApiKeyMemberNames = { userId: 'userId', expiresAt: 'expiresAt' };
export const WORKOS_API_KEY: ApiKeyMemberNames = { userId: 'user_id', expiresAt: 'expires_at' };

/** `apiKeys: [{ name, organization, … }]`. */
export const apiKeyEntries = (root: Section, names: ApiKeyMemberNames): readonly DraftApiKey[] =>
  root.sections('apiKeys').map((section) => {
    const organization = organizationReference(section, 'organization');
    if (section.get('organization') === undefined) {
      section.findings.problem(section.pathOf('organization'), 'is required');
    }
    const userId = printable(section, names.userId);
    const name = printable(section, 'name');
    if (section.get('name') === undefined) section.findings.problem(section.pathOf('name'), 'is required');
    const given = section.get('value');
    const value = section.has('value')
      ? secretValue(given, section.pathOf('value'), section.findings)
      : undefined;
    if (value) checkValue(value.value, value.path, section.findings);
    const environment = environmentOf(section);
    const key = {
      path: section.path,
      name: name ?? '',
      organization,
      permissions: permissionsOf(section),
      expiresAt: momentOf(section, names.expiresAt),
      ...(userId !== undefined && { userId }),
      ...(environment !== undefined && { environment }),
      ...(value && { value }),
    };
    section.refuseUnknown();
    return key;
  });

/**
 * `apiKeys: { sk_…: { environment } }`, the older form: keys without an owner, which here belong to the one organization
 * of the document. Paths count the keys, because their names are the secrets.
 */
export const legacyApiKeys = (
  value: object,
  path: string,
  owner: OrganizationReference | null,
  findings: Findings,
): readonly DraftApiKey[] =>
  Object.entries(value).flatMap(([key, member]: [string, unknown], index) => {
    const place = pathTo(path, index);
    checkValue(key, place, findings);
    const section = Section.of(member ?? {}, place, findings);
    if (!section) return [];
    const environment = environmentOf(section);
    section.refuseUnknown();
    return {
      path: place,
      name: `API key ${index + 1}`,
      organization: owner,
      permissions: [],
      expiresAt: null,
      ...(environment !== undefined && { environment }),
      value: { path: place, value: key },
    };
  });

const checkValue = (value: string, path: string, findings: Findings): void => {
  const problems = apiKeyValueProblems(value);
  for (const problem of problems) findings.problem(path, problem.replace('value ', ''));
  if (problems.length > 0) return;
  checkNotGuessable(value, path, findings);
  if (isWeakApiKeyValue(value)) {
    findings.warn(path, `can be guessed: give it ${STRONG_API_KEY_VALUE}`);
  }
};

const printable = (section: Section, member: string): string | undefined => {
  const text = section.text(member);
  if (text !== undefined && !isText(text)) {
    section.findings.problem(section.pathOf(member), 'must be 1 to 255 printable characters');
  }
  return text;
};

const environmentOf = (section: Section): ApiKeyEnvironment | undefined => {
  const text = section.text('environment');
  const environment = API_KEY_ENVIRONMENTS.find((known) => known === text);
  if (text !== undefined && !environment) {
    const message = `must be one of ${API_KEY_ENVIRONMENTS.join(', ')}`;
    section.findings.problem(section.pathOf('environment'), message);
  }
  return environment;
};

const permissionsOf = (section: Section): readonly string[] => {
  const items = section.items('permissions');
  const path = section.pathOf('permissions');
  if (items.length > MAX_PERMISSIONS) {
    section.findings.problem(path, `must be a list of at most ${MAX_PERMISSIONS} strings`);
  }
  items.forEach((item, index) => {
    if (typeof item === 'string' && isScopeToken(item)) return;
    section.findings.problem(pathTo(path, index), 'must be a string without spaces, quotes or backslashes', {
      got: item,
    });
  });
  const permissions = [...new Set(items as readonly string[])];
  if (permissions.join(' ').length > MAX_PERMISSION_CHARACTERS) {
    section.findings.problem(path, `must not exceed ${MAX_PERMISSION_CHARACTERS} characters together`);
  }
  return permissions;
};

const momentOf = (section: Section, member: string): Date | null => {
  const text = section.text(member);
  if (text === undefined) return null;
  const instant = parseInstant(text);
  if (!instant) section.findings.problem(section.pathOf(member), NOT_AN_INSTANT);
  return instant ?? null;
};
