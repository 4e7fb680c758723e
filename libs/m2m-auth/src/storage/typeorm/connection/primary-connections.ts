import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { PersistenceError } from '../../../domain/stores/persistence-errors.js';
import { Session } from './session.js';
import { abandon, destroySocket } from './stalled-connection.js';
import { translateError } from './translate-error.js';
import { SilenceError, withLimit } from './with-limit.js';

// The server's own time-out should win: its connection stays usable, ours has to be given up.
const SERVER_LEAD_MS = 500;
// A database that answers late each time, but in time, would else hold a caller and a connection for all the sums of it.
const STATEMENTS_IN_ALL = 4;

/**
 * Connections to the primary from the host's pool, each wait bounded. A connection that the pool hands out after
 * its caller has left goes straight back.
 */
export class PrimaryConnections {
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  /** One statement outside any transaction; `limitMs` covers the wait for a connection too. */
  async read<T>(limitMs: number, statement: (manager: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.#dataSource.createQueryRunner('master');
    let client: unknown;
    let abandoned = false;
    const work = async (): Promise<T> => {
      client = await runner.connect();
      try {
        if (abandoned) throw new PersistenceError('timeout');
        return await statement(runner.manager);
      } finally {
        await runner.release();
      }
    };
    const answer = work();
    try {
      return await withLimit(limitMs, answer);
    } catch (error) {
      abandoned = true;
      abandon(client, answer);
      throw translateError(error);
    }
  }

  /** A transaction of our own; `limitMs` bounds the wait for a connection and each statement, and four times as much their sum. */
  async transaction<T>(limitMs: number, work: (session: Session) => Promise<T>): Promise<T> {
    const runner = this.#dataSource.createQueryRunner('master');
    const client = await this.#acquire(limitMs, runner);
    const session = new Session(runner.manager, runner, limitMs + SERVER_LEAD_MS);
    try {
      await session.run(() => begin(runner, limitMs));
      const result = await withLimit(STATEMENTS_IN_ALL * limitMs, work(session));
      session.requireIntact();
      await session.run(() => runner.commitTransaction());
      await runner.release();
      return result;
    } catch (error) {
      // Work that has been left behind must not go on where the rollback is.
      session.end();
      // The server has its own time-out: if it did not even say that, nothing more is queued on this connection.
      if (session.silent || error instanceof SilenceError) destroySocket(client);
      await withLimit(limitMs, undo(runner, client)).catch(() => undefined);
      throw error;
    } finally {
      session.end();
    }
  }

  async #acquire(limitMs: number, runner: QueryRunner): Promise<unknown> {
    const connecting: Promise<unknown> = runner.connect();
    try {
      return await withLimit(limitMs, connecting);
    } catch (error) {
      void connecting.then(
        () => runner.release(),
        () => undefined,
      );
      throw translateError(error);
    }
  }
}

const begin = async (runner: QueryRunner, limitMs: number): Promise<void> => {
  // Named, because a DataSource may have a stricter default, under which one counter row would fail half of us.
  await runner.startTransaction('READ COMMITTED');
  // Where array_nulls is off, the NULL of an array parameter would be stored as the word.
  await runner.query(
    `SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $1, true),
      set_config('array_nulls', 'on', true)`,
    [String(limitMs)],
  );
};

const undo = async (runner: QueryRunner, client: unknown): Promise<void> => {
  try {
    await runner.rollbackTransaction();
  } catch {
    // Never back into the pool with a transaction open.
    if (runner.isTransactionActive) destroySocket(client);
  } finally {
    await runner.release();
  }
};
