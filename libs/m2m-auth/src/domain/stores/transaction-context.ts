declare const transactionContext: unique symbol;

/**
 * A transaction that the host has opened and will commit, e.g. a TypeORM `EntityManager`. Opaque here; each
 * persistence says what it takes. What was written becomes visible to other processes, and to this process' caches,
 * within a second of the host's commit.
 */
export type TransactionContext = object & { readonly [transactionContext]?: never };
