import { isInstant } from '../../oauth/instant.js';
import { isScopeToken } from '../../oauth/scope.js';
import { API_KEY_ENVIRONMENTS } from './api-key.js';
import {
  apiKeyValueProblems,
  environmentIn,
  isWeakApiKeyValue,
  STRONG_API_KEY_VALUE,
} from './api-key-value.js';
import { unknownMembers, type KnownMembers } from '../known-members.js';
import type { NewApiKey } from './new-api-key.js';

const MAX_NAME = 255;
export const MAX_PERMISSIONS = 64;
export const MAX_PERMISSION_CHARACTERS = 1_024;
/** Control characters and lone surrogates: Postgres refuses NUL and half of a pair, logs are broken by the rest. */
const UNPRINTABLE = /\p{Cc}|\p{Cs}/u;

const OWNER_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  organization: ['id'],
  user: ['id', 'organizationId'],
};

const MEMBERS: KnownMembers<NewApiKey> = {
  name: true,
  owner: true,
  permissions: true,
  expiresAt: true,
  value: true,
  environment: true,
  imported: true,
};

type Members = Readonly<Record<string, unknown>>;

/** Every problem of a new key, as `field: what is wrong`; empty when it can be stored. Host code may come without types. */
export const apiKeyProblems = (input: NewApiKey, now: number): string[] => {
  const { name, owner, permissions, environment, value, expiresAt } = input as unknown as Members;
  const problems = unknownMembers(input, MEMBERS);
  if (!isText(name)) problems.push(`name must be 1 to ${MAX_NAME} printable characters`);
  problems.push(...ownerProblems(owner), ...permissionProblems(permissions));
  const valueProblems = value === undefined ? [] : apiKeyValueProblems(value);
  problems.push(...valueProblems);
  const usable = valueProblems.length === 0 && typeof value === 'string' ? value : undefined;
  if (usable !== undefined && !input.imported && isWeakApiKeyValue(usable)) {
    problems.push(`value must have ${STRONG_API_KEY_VALUE}`);
  }
  if (environment !== undefined && !(API_KEY_ENVIRONMENTS as readonly unknown[]).includes(environment)) {
    problems.push(`environment must be one of ${API_KEY_ENVIRONMENTS.join(', ')}`);
  } else if (usable !== undefined && !input.imported && contradicts(usable, environment)) {
    problems.push('environment must be the one that the value names');
  }
  if (expiresAt !== undefined && expiresAt !== null) {
    problems.push(...expiryProblems(expiresAt, input.imported ? Number.NEGATIVE_INFINITY : now));
  }
  return problems;
};

/** True for what can be the name of a key or of a user. */
export const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= MAX_NAME && !UNPRINTABLE.test(value);

const contradicts = (value: string, environment: unknown): boolean =>
  environment !== undefined && environment !== (environmentIn(value) ?? environment);

const expiryProblems = (expiresAt: unknown, after: number): string[] =>
  isInstant(expiresAt) && expiresAt.getTime() > after
    ? []
    : ['expiresAt must be a moment in the future, before the year 10000'];

const permissionProblems = (permissions: unknown): string[] => {
  if (!Array.isArray(permissions) || permissions.length > MAX_PERMISSIONS) {
    return [`permissions must be an array of at most ${MAX_PERMISSIONS} strings`];
  }
  if (!permissions.every((permission) => typeof permission === 'string' && isScopeToken(permission))) {
    return ['permissions must be scope tokens of RFC 6749 section 3.3: no spaces, quotes or backslashes'];
  }
  if (permissions.join(' ').length > MAX_PERMISSION_CHARACTERS) {
    return [`permissions must not exceed ${MAX_PERMISSION_CHARACTERS} characters together`];
  }
  return [];
};

const ownerProblems = (owner: unknown): string[] => {
  const shape = 'owner must be {type: "organization", id} or {type: "user", id, organizationId}';
  if (typeof owner !== 'object' || owner === null || Array.isArray(owner)) return [shape];
  const { type, ...members } = owner as Members;
  const expected =
    typeof type === 'string' && Object.hasOwn(OWNER_MEMBERS, type) ? OWNER_MEMBERS[type] : undefined;
  const given = Object.keys(members).filter((member) => members[member] !== undefined);
  if (!expected || given.length !== expected.length) return [shape];
  return expected.every((member) => isText(members[member])) ? [] : [shape];
};
