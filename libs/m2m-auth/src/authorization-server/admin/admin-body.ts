/** Deeper than any field may be, and far from where a recursive walk would overflow the stack. */
const MAX_DEPTH = 32;

const PROTOTYPE_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** What makes a parsed body unfit for validation, as `field: what is wrong`; empty when nothing does. */
export const bodyProblems = (body: unknown): string[] => {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || ArrayBuffer.isView(body)) {
    return ['The body must be a JSON object.'];
  }
  return Object.entries(body).flatMap(([field, value]) => {
    if (PROTOTYPE_NAMES.has(field)) return [`property ${field} should not exist`];
    const problem = problemOf(value);
    return problem === undefined ? [] : [`${field} ${problem}`];
  });
};

/** Level by level instead of recursively: the depth is the sender's choice. */
const problemOf = (value: unknown): string | undefined => {
  let level = [value].filter(isNested);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return `must not be nested deeper than ${MAX_DEPTH} levels`;
    if (
      level.some(
        (nested) => !Array.isArray(nested) && Object.keys(nested).some((name) => PROTOTYPE_NAMES.has(name)),
      )
    ) {
      return 'must not use __proto__, constructor or prototype as a name';
    }
    level = level.flatMap((nested) => Object.values(nested).filter(isNested));
  }
  return undefined;
};

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;
