export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };

export type JsonObject = { [name: string]: JsonValue };

/** The problem of a field that holds a number {@link isKeptNumber} refuses, to be put after its name. */
export const NUMBER_WOULD_CHANGE =
  'must not hold numbers that would be changed: integers beyond 9007199254740991, infinite ones or -0';

/**
 * Whether a number is sure to come out of JSON as it went in. JavaScript has rounded an integer beyond 2^53 - 1, has read
 * 1e400 as Infinity, and writes -0 as 0. Decimals with more digits than a double holds cannot be told from their value.
 */
export const isKeptNumber = (value: number): boolean =>
  Number.isFinite(value) &&
  !Object.is(value, -0) &&
  (!Number.isInteger(value) || Number.isSafeInteger(value));
