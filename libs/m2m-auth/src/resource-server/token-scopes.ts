import type { JsonObject, JsonValue } from '../oauth/json.js';
import { isScopeToken } from '../oauth/scope.js';
import { invalidToken } from './bearer-errors.js';

/** Claims that issuers put scopes in, and whether each may be an array (RFC 9068 §2.2.3 knows `scope`, a string). */
const SCOPE_CLAIMS = [
  { name: 'scope', array: false },
  { name: 'scopes', array: true },
  { name: 'scp', array: true },
] as const;

const isScope = (value: JsonValue): value is string => typeof value === 'string' && isScopeToken(value);

const readScopeClaim = (name: string, value: JsonValue, array: boolean): Set<string> => {
  if (value === '') return new Set();
  if (typeof value === 'string') return readScopeClaim(name, value.split(' '), true);
  if (!array || !Array.isArray(value) || !value.every(isScope)) throw invalidToken(`${name} is malformed.`);
  return new Set(value);
};

const isSameSet = (one: Set<string>, other: Set<string>): boolean =>
  one.size === other.size && [...one].every((scope) => other.has(scope));

/**
 * The scopes of a token, from `scope`, `scopes` or `scp`; none of them means no scopes. A token in which two of them
 * say different things has no meaning and is refused, rather than read to somebody's advantage.
 *
 * @throws OAuthError `invalid_token`.
 */
export const readScopes = (claims: JsonObject): readonly string[] => {
  let scopes: Set<string> | undefined;
  for (const { name, array } of SCOPE_CLAIMS) {
    const value = claims[name];
    if (value === undefined) continue;
    const found = readScopeClaim(name, value, array);
    if (scopes && !isSameSet(scopes, found)) throw invalidToken('Two claims disagree about the scopes.');
    scopes ??= found;
  }
  return [...(scopes ?? [])];
};
