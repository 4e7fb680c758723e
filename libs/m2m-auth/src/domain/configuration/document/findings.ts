import type { ConfigurationProblem } from '../configuration-problem.js';

const MAX_SHOWN = 80;
const PLAIN_NAME = /^[A-Za-z_$][\w$-]*$/;

/** The path of a member or an item: `clients[1].clientId`. Names that would break the line are quoted and cut. */
export const pathTo = (parent: string, member: string | number): string => {
  if (typeof member === 'number') return `${parent}[${member}]`;
  if (!PLAIN_NAME.test(member) || member.length > MAX_SHOWN) return `${parent}[${shown(member)}]`;
  return parent === '' ? member : `${parent}.${member}`;
};

/** A value as a message may show it. */
const shown = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
};

/** What a reader of a document has found so far. */
export class Findings {
  readonly problems: ConfigurationProblem[] = [];
  readonly warnings: ConfigurationProblem[] = [];

  /** @param harmless holds the value that is not as it should be, where it cannot be a secret. */
  problem(path: string, message: string, harmless?: { readonly got: unknown }): void {
    this.problems.push({ path, message, ...(harmless && { got: shown(harmless.got) }) });
  }

  warn(path: string, message: string): void {
    this.warnings.push({ path, message });
  }
}
