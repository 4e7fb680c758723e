/** RFC 3339 §5.6 in upper case: the offset is required, and leap seconds are not accepted because Date has none. */
const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

const FIRST_INSTANT = 0;
/** The last instant that is written with a year of four digits. */
export const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** To be put after the name of a field. */
export const NOT_AN_INSTANT = 'must be an RFC 3339 instant with its offset, such as 2030-01-31T12:00:00Z';

/**
 * Reads an instant that comes from outside. It is the only reader of such text: `new Date` also takes days that do not
 * exist, and reads a time without an offset in the time zone of the process.
 *
 * @returns undefined for anything but an RFC 3339 date-time with an offset, of a real day, from 1970 to 9999. Numbers
 * are refused too: nothing says whether they count seconds or milliseconds.
 */
export const parseInstant = (text: unknown): Date | undefined => {
  if (typeof text !== 'string') return undefined;
  const [, year, month, day] = RFC_3339.exec(text) ?? [];
  if (year === undefined || !isRealDay(Number(year), Number(month), Number(day))) return undefined;
  const instant = new Date(text);
  return isInstant(instant) ? instant : undefined;
};

/** True for a Date from 1970 to 9999; an invalid Date is none. */
export const isInstant = (value: unknown): value is Date =>
  value instanceof Date && value.getTime() >= FIRST_INSTANT && value.getTime() <= LAST_INSTANT;

const isRealDay = (year: number, month: number, day: number): boolean => {
  const date = new Date(Date.UTC(year, month - 1, day));
  // Date turns February 30 into a day of March.
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};
