/**
 * A deep copy of a row. (`structuredClone` would do, but makes its Dates in another realm than the one a test runner
 * such as Jest runs the code in, where they are no instances of Date any more.)
 */
export const copyOf = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return new Date(value) as T;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copyOf(inner)])) as T;
};

/** Of `changes`, a copy of what is not undefined. */
export const given = <T extends object>(changes: T): T =>
  copyOf(Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))) as T;
