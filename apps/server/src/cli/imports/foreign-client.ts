import { CommandError, UsageError } from '../command-error.js';

/** A client as `POST /oauth-clients/imports` takes it; what is wrong in it, the server says. */
export type ImportEntry = Readonly<Record<string, unknown>> & { readonly clientId?: unknown };

/** Columns and members of other systems that mean the same as ours, beside their snake case. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['secretHash', 'clientSecretHash'],
  ['hashedSecret', 'clientSecretHash'],
  ['enabled', 'isActive'],
]);

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

/** Without these there is nothing to import. */
const REQUIRED = ['clientId', 'clientSecretHash', 'scopes'] as const;

/** Which column of a foreign table is which of our members, where its name does not tell. */
export class ForeignColumns {
  private readonly columns = new Map<string, string>();

  /** @param given each as `MEMBER=COLUMN`. @throws UsageError */
  constructor(given: readonly string[]) {
    for (const pair of given) {
      const [member = '', column = ''] = splitOnce(pair);
      if (!TAKEN_OVER.has(member) || column === '') {
        throw new UsageError(`--column must be MEMBER=COLUMN, with one of ${[...TAKEN_OVER].join(', ')}.`);
      }
      if (this.columns.has(member)) throw new UsageError(`--column ${member} is given twice.`);
      this.columns.set(member, column);
    }
  }

  /** Our name of a column; undefined where another column was named for the same. */
  memberOf(column: string): string | undefined {
    for (const [member, named] of this.columns) if (named === column) return member;
    const member = memberNamed(column);
    return this.columns.has(member) ? undefined : member;
  }

  /** @throws CommandError naming what the table lacks and what it has. */
  require(found: readonly string[]): void {
    const has = new Set(found.map((column) => this.memberOf(column)));
    const problems = [...new Set([...this.columns.keys(), ...REQUIRED])]
      .filter((member) => !has.has(member))
      .map((member) => {
        const named = this.columns.get(member);
        return named === undefined
          ? `  - no column for ${member}: name it by --column ${member}=COLUMN`
          : `  - no column ${named}, which --column ${member} names`;
      });
    if (problems.length === 0) return;
    throw new CommandError(
      ['The table cannot be imported:', ...problems, `  It has ${found.join(', ')}.`].join('\n'),
    );
  }
}

const splitOnce = (pair: string): readonly string[] => {
  const at = pair.indexOf('=');
  return at < 0 ? [pair] : [pair.slice(0, at), pair.slice(at + 1)];
};

const memberNamed = (foreign: string): string => {
  const camel = foreign.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return OTHER_NAMES.get(camel) ?? camel;
};

/**
 * A row of a foreign table or an entry of a file, in our words: `client_id` and `clientId` are the same, scopes may be
 * one text with commas or spaces between them, and a client without a name is called by its id.
 *
 * @param unknown what becomes of members that we have no word for: a table has many, in a file they are a mistake that
 * the server shall name.
 * @param columns what was said about the columns of a table.
 */
export const importEntryOf = (
  row: object,
  unknown: 'drop' | 'keep',
  columns = new ForeignColumns([]),
): ImportEntry => {
  const entry = new Map<string, unknown>();
  for (const [foreign, value] of Object.entries(row)) {
    const name = columns.memberOf(foreign);
    if (name === undefined || LEFT_BEHIND.has(name) || value === null || value === undefined) continue;
    if (unknown === 'drop' && !TAKEN_OVER.has(name)) continue;
    entry.set(name, name === 'scopes' ? scopesOf(value) : value);
  }
  // Not by assignment, in which `__proto__` would be no member but the prototype.
  return Object.fromEntries([['name', entry.get('clientId')], ...entry]);
};

const scopesOf = (value: unknown): unknown =>
  typeof value === 'string' ? value.split(/[\s,]+/).filter((scope) => scope !== '') : value;
