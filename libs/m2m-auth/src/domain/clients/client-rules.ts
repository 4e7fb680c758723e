import { validateClientClaims } from '../../oauth/client-claims.js';
import { isKeptNumber, NUMBER_WOULD_CHANGE } from '../../oauth/json.js';
import { isAudience } from '../../oauth/resource-indicator.js';
import { isScopeToken } from '../../oauth/scope.js';
import { CLIENT_AUTHENTICATION_METHODS } from './client.js';
import { isClientId } from './client-id.js';
import type { ClientRegistration, ClientUpdate } from './client-input.js';

/** Grants a client can be registered for; which of them this server serves is its metadata's business. */
export const REGISTRABLE_GRANT_TYPES: readonly string[] = [
  'client_credentials',
  'authorization_code',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:token-exchange',
];

const MIN_TTL = 60;
const MAX_TTL = 86_400;
const MAX_LIST = 64;
const MAX_SCOPE_CHARACTERS = 1_024;
const MAX_METADATA_BYTES = 16_384;
const MAX_METADATA_DEPTH = 16;
/** Control characters and lone surrogates: Postgres refuses NUL and half of a pair, logs are broken by the rest. */
const UNPRINTABLE = /\p{Cc}|\p{Cs}/u;

type Problems = string[];

/** What a registration must have; host code without types can leave it out. */
export const missingMembers = (input: Partial<ClientRegistration>): Problems =>
  (['name', 'scopes'] as const)
    .filter((member) => input[member] === undefined)
    .map((member) => `${member} is required`);

/** Every problem of a client's fields, as `field: what is wrong`; empty when it can be stored. */
export const clientProblems = (input: Partial<ClientRegistration> & ClientUpdate): Problems => {
  const problems: Problems = [];
  if (input.clientId !== undefined && !isClientId(input.clientId)) {
    problems.push('clientId must be 1 to 255 characters of A-Z a-z 0-9 . _ -');
  }
  text(problems, 'name', input.name, 1, 255);
  text(problems, 'description', input.description ?? undefined, 0, 1_000);
  text(problems, 'organizationId', input.organizationId ?? undefined, 1, 255);
  scopes(problems, input.scopes);
  audiences(problems, 'audiences', input.audiences);
  audiences(problems, 'protectedResources', input.protectedResources);
  grants(problems, input.grantTypes);
  if (input.claims !== undefined) {
    problems.push(...validateClientClaims(input.claims).map((problem) => `claims ${problem}`));
  }
  const method = input.tokenEndpointAuthMethod;
  if (method !== undefined && method !== null && !CLIENT_AUTHENTICATION_METHODS.includes(method)) {
    problems.push(`tokenEndpointAuthMethod must be one of ${CLIENT_AUTHENTICATION_METHODS.join(', ')}`);
  }
  const ttl = input.accessTokenTtl;
  if (ttl !== undefined && ttl !== null && !(Number.isInteger(ttl) && ttl >= MIN_TTL && ttl <= MAX_TTL)) {
    problems.push(`accessTokenTtl must be a whole number of seconds from ${MIN_TTL} to ${MAX_TTL}`);
  }
  if (input.isActive !== undefined && typeof input.isActive !== 'boolean') {
    problems.push('isActive must be true or false');
  }
  metadata(problems, input.metadata);
  return problems;
};

const text = (problems: Problems, field: string, value: unknown, min: number, max: number): void => {
  if (value === undefined) return;
  if (
    typeof value !== 'string' ||
    value.trim().length < min ||
    value.length > max ||
    UNPRINTABLE.test(value)
  ) {
    problems.push(`${field} must be ${min} to ${max} printable characters`);
  }
};

const strings = (problems: Problems, field: string, value: unknown): value is readonly string[] => {
  if (Array.isArray(value) && value.length <= MAX_LIST && value.every((item) => typeof item === 'string')) {
    return true;
  }
  problems.push(`${field} must be an array of at most ${MAX_LIST} strings`);
  return false;
};

const scopes = (problems: Problems, value: unknown): void => {
  if (value === undefined || !strings(problems, 'scopes', value)) return;
  if (!value.every(isScopeToken)) {
    problems.push('scopes must be scope tokens of RFC 6749 section 3.3: no spaces, quotes or backslashes');
  } else if (value.join(' ').length > MAX_SCOPE_CHARACTERS) {
    problems.push(`scopes must not exceed ${MAX_SCOPE_CHARACTERS} characters together`);
  }
};

const audiences = (problems: Problems, field: string, value: unknown): void => {
  if (value === undefined || !strings(problems, field, value)) return;
  if (!value.every(isAudience)) {
    problems.push(`${field} must be absolute URIs or plain names, without a fragment`);
  }
};

const grants = (problems: Problems, value: unknown): void => {
  if (value === undefined || !strings(problems, 'grantTypes', value)) return;
  if (!value.every((grant) => REGISTRABLE_GRANT_TYPES.includes(grant))) {
    problems.push(`grantTypes must be among ${REGISTRABLE_GRANT_TYPES.join(', ')}`);
  }
};

const metadata = (problems: Problems, value: unknown): void => {
  if (value === undefined) return;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push('metadata must be a JSON object');
    return;
  }
  const json = jsonOf(value);
  if (json === undefined) {
    problems.push(`metadata must hold JSON values only, nested no deeper than ${MAX_METADATA_DEPTH} levels`);
    return;
  }
  if (holdsChangedNumber(value)) problems.push(`metadata ${NUMBER_WOULD_CHANGE}`);
  if (Buffer.byteLength(json) > MAX_METADATA_BYTES) {
    problems.push(`metadata must not exceed ${MAX_METADATA_BYTES} bytes of JSON`);
  }
  // An escaped NUL or lone surrogate is refused by jsonb.
  if (/\\u0000|\\ud[89ab][0-9a-f]{2}|\\ud[c-f][0-9a-f]{2}/i.test(json)) {
    problems.push('metadata must not hold NUL or lone surrogates');
  }
};

/** Undefined for what cannot be serialised. Depth first: a deep value would end the stack of the serialiser, and of others after it. */
const jsonOf = (value: object): string | undefined => {
  if (isDeeper(value, MAX_METADATA_DEPTH)) return undefined;
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
};

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1)));

/** Only for what {@link jsonOf} has shown to be shallow. */
const holdsChangedNumber = (value: unknown): boolean =>
  typeof value === 'number'
    ? !isKeptNumber(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(holdsChangedNumber);
