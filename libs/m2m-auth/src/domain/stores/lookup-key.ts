// NUL cannot be stored in Postgres text, and a lone surrogate would be stored as another character.
const UNSTORABLE = /[\0\p{Cs}]/u;

/**
 * True for a string that a row can have as its name. Anything else is "not found" without asking the store: an
 * `undefined` that slips into a query must never match the first row (CVE-2022-33171 and its kin).
 */
export const isLookupKey = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && !UNSTORABLE.test(value);
