import { isScopeToken } from '../../../oauth/scope.js';
import type { DraftApiKey, OrganizationReference } from './draft.js';
import { pathTo, type Findings } from './findings.js';
import { organizationReference } from './organization-entries.js';
import { secretValue } from './secret-values.js';
import { Section } from './section.js';

/** What a shape calls the members of an API key. */
export interface ApiKeyMemberNames {
  readonly userId: string;
  readonly expiresAt: string;
}

export const NATIVE_API_KEY: ApiKeyMemberNames = { userId: 'userId', expiresAt: 'expiresAt' };
export const WORKOS_API_KEY: ApiKeyMemberNames = { userId: 'user_id', expiresAt: 'expires_at' };

// token68 (RFC 9110 §11.2) after the prefix: what every header can carry.
const VALUE = /^sk_(?=.{1,128}$)[A-Za-z0-9._~+/-]+=*$/;
const PRINTABLE = /^(?!\s*$)[^\p{Cc}\p{Cs}]{1,255}$/u;
const ENVIRONMENTS: readonly string[] = ['production', 'test'];
const MAX_PERMISSIONS = 64;
// RFC 3339 §5.6, without leap seconds.
const MOMENT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):\d{2})$/;

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
  if (!VALUE.test(value)) {
    findings.problem(
      path,
      'must be sk_ and 1 to 128 characters of A-Z a-z 0-9 . _ ~ + / -, with = only at the end',
    );
  }
};

const printable = (section: Section, member: string): string | undefined => {
  const text = section.text(member);
  if (text !== undefined && !PRINTABLE.test(text)) {
    section.findings.problem(section.pathOf(member), 'must be 1 to 255 printable characters', { got: text });
  }
  return text;
};

const environmentOf = (section: Section): string | undefined => {
  const text = section.text('environment');
  if (text !== undefined && !ENVIRONMENTS.includes(text)) {
    section.findings.problem(section.pathOf('environment'), `must be one of ${ENVIRONMENTS.join(', ')}`, {
      got: text,
    });
  }
  return text;
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
  return [...new Set(items as readonly string[])];
};

const momentOf = (section: Section, member: string): Date | null => {
  const text = section.text(member);
  if (text === undefined) return null;
  const moment = new Date(text);
  const [, day = ''] = MOMENT.exec(text) ?? [];
  // What February does not have is March to Date.
  const exists = !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
  if (exists && !Number.isNaN(moment.getTime())) return moment;
  section.findings.problem(section.pathOf(member), 'must be a moment such as 2030-01-31T12:00:00Z', {
    got: text,
  });
  return null;
};
