/** The members that an input may have. Typed by the input, so that a new member cannot be forgotten here. */
export type KnownMembers<T> = Readonly<Record<keyof T, true>>;

const SHOWABLE_NAME = /^[\w.-]{1,64}$/;

/**
 * One problem for each member that is not on the list. Host code can come without types or pass on a request's body: what
 * is not listed must never reach a row. A member whose value is undefined counts as left out.
 */
export const unknownMembers = <T>(input: T, known: KnownMembers<T>): string[] => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return ['input must be an object'];
  return Object.entries(input)
    .filter(([name, value]) => value !== undefined && !Object.hasOwn(known, name))
    .map(([name]) => (SHOWABLE_NAME.test(name) ? `${name} should not exist` : 'a member should not exist'));
};
