import type { EntityManager, QueryRunner } from 'typeorm';
import { PersistenceError } from '../../../domain/stores/persistence-errors.js';
import { translateError } from './translate-error.js';
import { SilenceError, withLimit } from './with-limit.js';

type Statement<T> = (manager: EntityManager, runner: QueryRunner) => Promise<T>;

/** One open transaction: every statement runs on its connection, is bounded in time, and fails in our own words. */
export class Session {
  readonly #manager: EntityManager;
  readonly #runner: QueryRunner;
  readonly #limitMs: number;
  #failed = false;
  #ended = false;
  #silent = false;

  constructor(manager: EntityManager, runner: QueryRunner, limitMs: number) {
    this.#manager = manager;
    this.#runner = runner;
    this.#limitMs = limitMs;
  }

  /** True once a statement was given up on: its connection is in the middle of something. */
  get silent(): boolean {
    return this.#silent;
  }

  /** Runs one statement. */
  async run<T>(statement: Statement<T>): Promise<T> {
    if (this.#ended) throw new PersistenceError('transaction-ended');
    try {
      return await withLimit(this.#limitMs, statement(this.#manager, this.#runner));
    } catch (error) {
      this.#failed = true;
      this.#silent ||= error instanceof SilenceError;
      throw translateError(error);
    }
  }

  /** Rows of hand-written SQL. */
  query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.run((manager) => manager.query<Row[]>(sql, parameters));
  }

  /**
   * Postgres answers COMMIT of a failed transaction with a silent rollback. Work that has swallowed a statement's
   * error must not be told that it was kept.
   */
  requireIntact(): void {
    if (this.#failed) throw new PersistenceError('25P02');
  }

  /** A reference that outlives its transaction is of no use. */
  end(): void {
    this.#ended = true;
  }
}
