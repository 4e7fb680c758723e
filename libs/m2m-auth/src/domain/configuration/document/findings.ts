import type { ConfigurationProblem } from '../configuration-problem.js';

const MAX_SHOWN = 80;
const PLAIN_NAME = /^[A-Za-z_$][\w$-]*$/;

/** The path of a member or an item: `clients[1].clientId`. Names that would break the line are quoted and cut. */
export const pathTo = (parent: string, member: string | number): string => {
  if (typeof member === 'number') return `${parent}[${member}]`;
  if (!PLAIN_NAME.test(member) || member.length > MAX_SHOWN) return `${parent}[${quoted(member)}]`;
  return parent === '' ? member : `${parent}.${member}`;
};

const quoted = (name: string): string => {
  const text = JSON.stringify(name);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
};

/** A value as a message may show it. Undefined for any text: it might be a secret in the wrong place. */
const shown = (value: unknown): string | undefined => {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string') return value === '' ? '""' : undefined;
  return String(value);
};

/** What a reader of a document has found so far. */
export class Findings {
  readonly problems: ConfigurationProblem[] = [];
  readonly warnings: ConfigurationProblem[] = [];

  /** @param given holds the value that is not as it should be; its text is never shown. */
  problem(path: string, message: string, given?: { readonly got: unknown }): void {
    const got = given && shown(given.got);
    this.problems.push({ path, message, ...(got !== undefined && { got }) });
  }

  warn(path: string, message: string): void {
    this.warnings.push({ path, message });
  }
}
