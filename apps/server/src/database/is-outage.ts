import { QueryFailedError } from 'typeorm';

/**
 * SQLSTATE classes: connection exception, insufficient resources, operator intervention, read-only after a failover; and what
 * is seen while a backup is being restored: no database, or none of the tables that were there at the start.
 */
const OUTAGE_CLASSES = /^(08|53|57|25006|3D000|42P01)/;
const SOCKET_ERRORS: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
]);
/** What pg and its pool say without a code. */
const WITHOUT_CODE = /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout)/;

/** Whether an error says that the database is out of reach, rather than that a statement is wrong. */
export const isOutage = (error: unknown): boolean => {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!(cause instanceof Error)) return false;
  const code: unknown = 'code' in cause ? cause.code : undefined;
  if (code === undefined) return WITHOUT_CODE.test(cause.message);
  return SOCKET_ERRORS.has(code) || (typeof code === 'string' && OUTAGE_CLASSES.test(code));
};
