import { invalidScope } from './errors.js';

/** Longest `scope` value that is looked at, in characters. */
const MAX_SCOPE_LENGTH = 1_024;

/** Most distinct scopes in one value. */
const MAX_SCOPES = 64;

const SPACE = 0x20;

// scope-token = 1*( %x21 / %x23-5B / %x5D-7E ): printable ASCII without space, `"` and `\`.
const isScopeCharacter = (code: number): boolean =>
  code === 0x21 || (code >= 0x23 && code <= 0x5b) || (code >= 0x5d && code <= 0x7e);

/** True for one `scope-token` of RFC 6749 §3.3, e.g. `reports:read`. A comma is a legal character, not a separator. */
export function isScopeToken(value: string): boolean {
  if (value.length === 0 || value.length > MAX_SCOPE_LENGTH) return false;
  for (let at = 0; at < value.length; at++) {
    if (!isScopeCharacter(value.charCodeAt(at))) return false;
  }
  return true;
}

/**
 * Reads a `scope` value into its set of scopes: duplicates collapse, the order of first mention is kept, case counts
 * (RFC 6749 §3.3). Repeated, leading and trailing spaces are tolerated; no other white space is.
 *
 * @param value at most 1,024 characters and 64 distinct scopes.
 * @throws OAuthError `invalid_scope` when the grammar or a bound is broken.
 *
 * @example
 * parseScope('reports:read  reports:write reports:read'); // ['reports:read', 'reports:write']
 */
export function parseScope(value: string): readonly string[] {
  if (value.length > MAX_SCOPE_LENGTH) throw invalidScope('The scope is too long.');
  const scopes = new Set<string>();
  let start = 0;
  for (let at = 0; at <= value.length; at++) {
    const code = at < value.length ? value.charCodeAt(at) : SPACE;
    if (code === SPACE) {
      if (at > start) scopes.add(value.slice(start, at));
      start = at + 1;
    } else if (!isScopeCharacter(code)) {
      throw invalidScope('The scope holds a character that is not allowed.');
    }
  }
  if (scopes.size > MAX_SCOPES) throw invalidScope('The scope names too many values.');
  return [...scopes];
}

/** Writes scopes as the space-delimited value of RFC 6749 §3.3. */
export const formatScope = (scopes: readonly string[]): string => scopes.join(' ');
