import type { TransactionContext } from '../../domain/stores/transaction-context.js';

/**
 * @throws TypeError when there is a context: nothing here can join somebody else's transaction.
 */
export const refuseContext = (context: TransactionContext | undefined): void => {
  if (context !== undefined) {
    throw new TypeError(
      'The in-memory persistence cannot join a transaction: configure one that can, e.g. typeOrmPersistence().',
    );
  }
};
