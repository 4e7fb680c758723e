import { DuplicateError, PersistenceError } from '../../../domain/stores/persistence-errors.js';
import { SchemaError } from '../schema/schema-error.js';

/** A unique name was taken. The constraint is a name of ours, never data. */
export class UniqueViolation extends PersistenceError {
  constructor(readonly constraint: string) {
    super('23505');
  }
}

// Every SQLSTATE has a digit, which tells it from the system's error names (EPIPE).
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;

// statement_timeout and lock_timeout: the server ended the wait before we did.
const TIMEOUTS: ReadonlySet<string> = new Set(['57014', '55P03']);

// Connection failures, shutdown and too many connections.
const UNAVAILABLE = /^(08|57P0|53300)/;

const MIGRATE =
  "the schema is not that of this release: run the migrations (typeOrmPersistence({ migrations: 'run' }), or `m2m-auth migrate`)";
const ADVICE: Readonly<Record<string, string>> = {
  '42501':
    'the role of the database lacks a right: grant it SELECT, INSERT, UPDATE and DELETE on the tables and USAGE on the ' +
    'sequences, and run pending migrations (`m2m-auth migrate`) as the owner of the schema',
  '42P01': MIGRATE,
  '42703': MIGRATE,
  '3F000': 'the schema does not exist: create it, or correct `schema` or search_path',
  '3D000': 'the database does not exist: create it, or correct the URL',
  '28000': 'the database does not let this role in: correct the URL, or pg_hba.conf',
  '28P01': 'the password of the database is wrong: correct the URL',
  '25006': 'the database is read-only: point the URL to the primary',
  '53100': 'the disk of the database is full',
  '53200': 'the database is out of memory',
};
const OTHER = 'look the code up in "PostgreSQL Error Codes" and at the log of the database';

const field = (error: unknown, name: string): string | undefined => {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : undefined;
};

/** A field of a driver's error, which TypeORM wraps and sometimes copies (seen: only one of the two set). */
const driverField = (error: unknown, name: string): string | undefined => {
  const inner: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'driverError') : undefined;
  return field(error, name) ?? field(inner, name);
};

/**
 * What may leave the adapter in place of what the driver threw: a code, and neither SQL nor parameters nor the
 * driver's text, which quotes values. Not even as a `cause`.
 */
export const translateError = (error: unknown): Error => {
  if (error instanceof PersistenceError || error instanceof DuplicateError || error instanceof SchemaError) {
    return error;
  }
  const code = driverField(error, 'code');
  if (code === undefined || !SQLSTATE.test(code)) return new PersistenceError('unavailable');
  if (code === '23505') return new UniqueViolation(driverField(error, 'constraint') ?? '');
  if (TIMEOUTS.has(code)) return new PersistenceError('timeout');
  if (UNAVAILABLE.test(code)) return new PersistenceError('unavailable');
  return new PersistenceError(code, ADVICE[code] ?? OTHER);
};
