import { hasExactNumbers } from '../configuration-file/exact-number.js';
import type { GivenOptions } from './command.js';
import { UsageError } from './command-error.js';
import type { Terminal } from './terminal.js';

/** The text of an option; undefined when it was not given. */
export const textOf = (options: GivenOptions, name: string): string | undefined => {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
};

/** @throws UsageError when it was not given. */
export const requiredText = (options: GivenOptions, name: string): string => {
  const value = textOf(options, name);
  if (value === undefined || value === '') throw new UsageError(`--${name} is required.`);
  return value;
};

/** Every value of an option that may be repeated; undefined when it was not given at all. */
export const textsOf = (options: GivenOptions, name: string): readonly string[] | undefined => {
  const value = options[name];
  return Array.isArray(value) ? (value as readonly string[]) : undefined;
};

/**
 * The value of the environment variable that an option names; undefined when the option was not given. By own names only:
 * `constructor` is a name like any other.
 *
 * @throws UsageError when the variable is not set, or empty.
 */
export const variableOf = (
  options: GivenOptions,
  name: string,
  variables: Terminal['env'],
): string | undefined => {
  const variable = textOf(options, name);
  if (variable === undefined) return undefined;
  const value = Object.hasOwn(variables, variable) ? variables[variable] : undefined;
  if (!value) throw new UsageError(`The variable that --${name} names is not set.`);
  return value;
};

export const isGiven = (options: GivenOptions, name: string): boolean => options[name] === true;

/** @throws UsageError when it is not a whole number. */
export const integerOf = (options: GivenOptions, name: string): number | undefined => {
  const text = textOf(options, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--${name} must be a whole number.`);
  return Number(text);
};

/** @throws UsageError when it is not a JSON object, or holds a number that JavaScript would change. */
export const jsonObjectOf = (options: GivenOptions, name: string): object | undefined => {
  const text = textOf(options, name);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`--${name} must be a JSON object.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`--${name} must be a JSON object.`);
  }
  if (!hasExactNumbers(text)) {
    throw new UsageError(
      `--${name} holds a number that would be changed: too large, too many digits, or -0.`,
    );
  }
  return value;
};

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * A moment given as `2027-01-31T12:00:00Z` (RFC 3339, with its offset) or, as its distance from now, as `30m`, `12h` or `7d`.
 *
 * @param now milliseconds since the Unix epoch.
 * @param direction where a distance leads to.
 * @throws UsageError
 */
export const momentOf = (
  options: GivenOptions,
  name: string,
  now: number,
  direction: 'future' | 'past' = 'future',
): string | undefined => {
  const text = textOf(options, name);
  if (text === undefined) return undefined;
  const distance = /^(\d{1,6})([smhd])$/.exec(text);
  if (distance) {
    const ms = Number(distance[1]) * UNITS[distance[2] as keyof typeof UNITS];
    return new Date(direction === 'future' ? now + ms : now - ms).toISOString();
  }
  // Sent as it was given: the server alone decides whether there is such a day.
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    throw new UsageError(
      `--${name} must be a moment such as 2027-01-31T12:00:00Z, or a distance such as 7d.`,
    );
  }
  return text;
};
