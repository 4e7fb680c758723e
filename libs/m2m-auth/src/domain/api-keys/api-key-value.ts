import { hash } from 'node:crypto';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import { CHECKSUM_LENGTH, checksumOf } from '../credentials/checksummed-token.js';
import type { ApiKeyEnvironment } from './api-key.js';

const PREFIXES: Readonly<Record<ApiKeyEnvironment, string>> = { production: 'sk_live_', test: 'sk_test_' };
const BODY_BYTES = 32;
// token68 (RFC 9110 §11.2) after the prefix: what a Bearer header can carry, the other header can too.
const FORM = /^sk_(?=.{1,128}$)[A-Za-z0-9._~+/-]+=*$/;
const GENERATED_FORM = /^sk_(?:live|test)_[A-Za-z0-9_-]{49}$/;
const PREFIX_LENGTH = 'sk_'.length;

const HINT_LENGTH = 4;
const MIN_STRONG_LENGTH = 32;
const MIN_DIFFERENT_CHARACTERS = 10;

/**
 * Makes the value of a key: `sk_live_` or `sk_test_`, 32 random bytes in base64url, a checksum over all of that. So a
 * value whose environment was changed is as wrong as a mistyped one.
 */
export const generateApiKeyValue = (environment: ApiKeyEnvironment, random: RandomSource): string => {
  const unchecked = PREFIXES[environment] + random.bytes(BODY_BYTES).toString('base64url');
  return unchecked + checksumOf(unchecked);
};

/**
 * True for what can be the value of a key, by its form alone: a guess in the form of a generated one ends at its
 * checksum, before anything is asked.
 */
export const isApiKeyValue = (value: unknown): value is string =>
  typeof value === 'string' && FORM.test(value) && (!GENERATED_FORM.test(value) || hasValidChecksum(value));

const hasValidChecksum = (value: string): boolean =>
  value.endsWith(checksumOf(value.slice(0, -CHECKSUM_LENGTH)));

/** What a value is stored and looked up by. It names its scheme, so that another can stand beside it. */
export const digestOfApiKey = (value: string): string => `sha256:${hash('sha256', value, 'base64url')}`;

/** The environment that a value names; undefined when it names none. */
export const environmentIn = (value: string): ApiKeyEnvironment | undefined => {
  if (value.startsWith(PREFIXES.production)) return 'production';
  return value.startsWith(PREFIXES.test) ? 'test' : undefined;
};

/** By these characters people tell keys apart; null when they would be the whole value. */
export const hintOfApiKey = (value: string): string | null =>
  value.length - PREFIX_LENGTH > HINT_LENGTH ? value.slice(-HINT_LENGTH) : null;

/** What is wrong with a value that a caller supplies; nothing when the list is empty. Messages never repeat it. */
export const apiKeyValueProblems = (value: unknown): string[] => {
  if (typeof value !== 'string' || !FORM.test(value)) {
    return ['value must be sk_ and 1 to 128 characters of A-Z a-z 0-9 . _ ~ + / -, with = only at the end'];
  }
  return isApiKeyValue(value) ? [] : ['value has the form of a generated key, but not its checksum'];
};

/** True for a value that could be guessed by whoever holds its digest: short, or of a few characters repeated. */
export const isWeakApiKeyValue = (value: string): boolean => {
  const body = value.slice(PREFIX_LENGTH);
  return body.length < MIN_STRONG_LENGTH || new Set(body).size < MIN_DIFFERENT_CHARACTERS;
};

/** What a value needs not to be weak. */
export const STRONG_API_KEY_VALUE = `at least ${MIN_STRONG_LENGTH} characters after sk_, ${MIN_DIFFERENT_CHARACTERS} of them different`;
