import { OptionProblems, type OptionProblem } from '../../oauth/option-problems.js';
import { readOptions } from '../../oauth/option-shape.js';

/** How long each wait on the database may take, in milliseconds. */
export interface PersistenceTimeouts {
  /** What a guarded request may wait for: "is this token denied?" and the feed of changes. Default 500. */
  readonly checkMs: number;
  /** Any other read, the wait for a connection included. Default 2,000. */
  readonly readMs: number;
  /** Each statement of a transaction, and the wait for its connection; all of its work four times as much. Default 2,000. */
  readonly writeMs: number;
  /** `prepare()` as a whole: the wait for another process that migrates, and the migrations. Default 60,000. */
  readonly prepareMs: number;
}

export const DEFAULT_TIMEOUTS: PersistenceTimeouts = {
  checkMs: 500,
  readMs: 2_000,
  writeMs: 2_000,
  prepareMs: 60_000,
};

/** Options of `typeOrmPersistence()`. */
export interface TypeOrmPersistenceOptions {
  /** Name of the host's DataSource; the default one when absent. */
  readonly dataSource?: string;
  /**
   * `manual` (default): the host runs `m2mAuthMigrations` with its own; at start the schema is only checked.
   * `run`: the library runs them at start, under a lock and with a history table of its own (`m2m_migrations`).
   */
  readonly migrations?: 'manual' | 'run';
  /** Bounds of waits that should differ from the defaults. */
  readonly timeouts?: Partial<PersistenceTimeouts>;
}

/** What is wrong with these options; nothing when they can be used. */
export const persistenceProblems = (given: TypeOrmPersistenceOptions): readonly OptionProblem[] => {
  const problems = new OptionProblems();
  const timeouts = { checkMs: 'number', readMs: 'number', writeMs: 'number', prepareMs: 'number' } as const;
  const { persistence = {} } = readOptions<{ persistence: TypeOrmPersistenceOptions }>(
    { persistence: given },
    { persistence: { dataSource: 'string', migrations: 'string', timeouts } },
    problems,
  );
  if (!['manual', 'run'].includes(persistence.migrations ?? 'manual')) {
    problems.add('persistence.migrations', "must be 'manual' or 'run'");
  }
  for (const [name, value] of Object.entries(persistence.timeouts ?? {})) {
    if (!(Number.isFinite(value) && value > 0)) {
      problems.add(`persistence.timeouts.${name}`, 'must be milliseconds above 0');
    }
  }
  return problems.all;
};
