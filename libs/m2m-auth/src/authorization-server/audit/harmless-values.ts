import type { Client } from '../../domain/clients/client.js';
import { formatScope } from '../../oauth/scope.js';

/** No secret and no internal API key is shorter, so nothing shorter can be one that was put into the wrong field. */
const SHORTEST_SECRET = 32;
const MOST_SHOWN = 10;
const LONGEST_SHOWN = 256;
const PRINTABLE = /^[\x21-\x7e]+$/;
const GRANT_TYPE = /^(urn:ietf:params:oauth:grant-type:)?[a-z0-9_-]{1,31}$/;
const LONGEST_SCOPE = 1_024;

/**
 * What of a request may stand in the audit. Clients confuse fields, so a value that is not registered is shown only when it
 * cannot be a secret; whatever is shown is printable, and of bounded length and number.
 */
export const shownGrantType = (value: string | undefined): string | undefined =>
  value !== undefined && GRANT_TYPE.test(value) ? value : undefined;

/** Scopes that were granted, and so are registered. */
export const shownScopes = (scopes: readonly string[]): string | undefined =>
  scopes.length === 0 ? undefined : formatScope(scopes).slice(0, LONGEST_SCOPE);

/** Scopes that were asked for: the registered ones, and the others as far as they can be no secret. */
export const shownRequestedScope = (
  value: string | undefined,
  client: Client | undefined,
): string | undefined => {
  const asked = value?.split(' ').filter((scope) => PRINTABLE.test(scope)) ?? [];
  const registered = asked.filter((scope) => client?.scopes.includes(scope));
  const others = asked.filter((scope) => !registered.includes(scope));
  // Together, since a secret may have spaces.
  const short = formatScope(others).length < SHORTEST_SECRET;
  return shownScopes(short ? asked : registered);
};

/** Resources that were asked for: the registered ones, and of the others web addresses and what can be no secret. */
export const shownResources = (values: readonly string[], registered: readonly string[]): string[] =>
  values
    .map((value) => (registered.includes(value) ? value : shownResource(value)))
    .filter((value) => value !== undefined)
    .slice(0, MOST_SHOWN)
    .map((value) => value.slice(0, LONGEST_SHOWN));

const shownResource = (value: string): string | undefined => {
  if (!PRINTABLE.test(value)) return undefined;
  if (/^https?:/i.test(value) && URL.canParse(value)) {
    // A secret could stand in all the rest of it.
    const { origin, pathname } = new URL(value);
    return pathname.length < SHORTEST_SECRET ? origin + pathname : origin;
  }
  return value.length < SHORTEST_SECRET ? value : undefined;
};
