/** What `exec()` of a pipeline or transaction resolves to; null when a WATCH aborted it. */
export type ExecResult = [error: Error | null, reply: unknown][] | null;

/**
 * The replies alone. A pipeline succeeds only as a whole: the first error is thrown.
 *
 * @throws Error when a command failed, or when the transaction was aborted.
 */
export const replies = (result: ExecResult): unknown[] => {
  if (result === null) throw new Error('aborted');
  return result.map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
};

/** True when the transaction was carried out, false when a WATCH aborted it; throws when a command in it failed. */
export const committed = (result: ExecResult): boolean => {
  if (result === null) return false;
  replies(result);
  return true;
};
