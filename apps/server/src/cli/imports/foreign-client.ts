/** A client as `POST /oauth-clients/imports` takes it; what is wrong in it, the server says. */
export type ImportEntry = Readonly<Record<string, unknown>> & { readonly clientId?: unknown };

/** Columns and members of other systems that mean the same as ours, beside their snake case. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  secretHash: 'clientSecretHash',
  hashedSecret: 'clientSecretHash',
  enabled: 'isActive',
};

/** What only the other system knew. */
const LEFT_BEHIND: ReadonlySet<string> = new Set(['id', 'createdAt', 'updatedAt']);

const TAKEN_OVER: ReadonlySet<string> = new Set([
  'clientId',
  'clientSecretHash',
  'scopes',
  'isActive',
  'name',
  'description',
]);

/**
 * A row of a foreign table or an entry of a file, in our words: `client_id` and `clientId` are the same, scopes may be
 * one text with commas or spaces between them, and a client without a name is called by its id.
 *
 * @param unknown what becomes of members that we have no word for: a table has many, in a file they are a mistake that
 * the server shall name.
 */
export const importEntryOf = (row: object, unknown: 'drop' | 'keep'): ImportEntry => {
  const entry: Record<string, unknown> = {};
  for (const [foreign, value] of Object.entries(row)) {
    const camel = foreign.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const name = OTHER_NAMES[camel] ?? camel;
    if (LEFT_BEHIND.has(name) || value === null || value === undefined) continue;
    if (unknown === 'drop' && !TAKEN_OVER.has(name)) continue;
    entry[name] = name === 'scopes' ? scopesOf(value) : value;
  }
  return { name: entry['clientId'], ...entry };
};

const scopesOf = (value: unknown): unknown =>
  typeof value === 'string' ? value.split(/[\s,]+/).filter((scope) => scope !== '') : value;
