import type { EntityManager, QueryRunner } from 'typeorm';
import { Session } from './session.js';
import { withLimit } from './with-limit.js';

const SAVEPOINT = 'm2m_auth';

const openRunner = (context: object): QueryRunner => {
  const { queryRunner: runner } = context as Partial<EntityManager>;
  if (!runner?.isTransactionActive) {
    throw new TypeError(
      'The transaction context must be the EntityManager of an open transaction: the one that ' +
        'dataSource.transaction() hands to its callback, or queryRunner.manager after startTransaction().',
    );
  }
  return runner;
};

/** A session on the host's connection, for reads that belong to its transaction. */
export const joinHostTransaction = (context: object, limitMs: number): Session => {
  const runner = openRunner(context);
  return new Session(runner.manager, runner, limitMs);
};

/**
 * Work inside the host's transaction, all or nothing: when it fails nothing of it is left, and a host that handles
 * the error can go on and commit the rest. The host's own settings (isolation, time-outs) stay as they are.
 */
export const withinHostTransaction = async <T>(
  context: object,
  limitMs: number,
  work: (session: Session) => Promise<T>,
): Promise<T> => {
  const runner = openRunner(context);
  const session = joinHostTransaction(context, limitMs);
  await session.query(`SAVEPOINT ${SAVEPOINT}`, []);
  try {
    const result = await work(session);
    session.requireIntact();
    await session.query(`RELEASE SAVEPOINT ${SAVEPOINT}`, []);
    return result;
  } catch (error) {
    const undone = runner.query(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`);
    await withLimit(limitMs, undone).catch(() => undefined);
    throw error;
  } finally {
    session.end();
  }
};
