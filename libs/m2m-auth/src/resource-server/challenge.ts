/** Parameters of a Bearer challenge (RFC 6750 §3), in the order in which they are written. */
export interface BearerChallengeParameters {
  readonly realm: string;
  /** Absent when the request had no credentials at all (RFC 6750 §3.1). */
  readonly error?: string;
  readonly error_description?: string;
  /** All scopes that the route needs, separated by spaces. */
  readonly scope?: string;
  /** URL of the metadata of the resource (RFC 9728 §5.1). */
  readonly resource_metadata?: string;
}

/** RFC 6750 §3 allows these in its parameters; without `"` and `\` a quoted-string needs no escapes. */
const NOT_ALLOWED = /[^\x20\x21\x23-\x5B\x5D-\x7E]/g;

/**
 * One Bearer challenge for `WWW-Authenticate` (RFC 9110 §11.6.1): every value quoted, every parameter once.
 * Characters that a value must not have are left out, so that no value can end its quotes or the header.
 *
 * @example
 * bearerChallenge({ realm: 'api', error: 'insufficient_scope', scope: 'reports:read' });
 * // Bearer realm="api", error="insufficient_scope", scope="reports:read"
 */
export const bearerChallenge = ({
  realm,
  error,
  error_description,
  scope,
  resource_metadata,
}: BearerChallengeParameters): string => {
  const parameters = { realm, error, error_description, scope, resource_metadata };
  const written = Object.entries(parameters)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${name}="${value.replace(NOT_ALLOWED, '')}"`);
  return `Bearer ${written.join(', ')}`;
};
