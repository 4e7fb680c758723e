/**
 * How long a connection that stopped answering may still come round. Long enough that a locked table, against which
 * every caller times out, does not make the pool open one backend after another; short enough that a peer which
 * vanished without a word does not hold a place of the pool until TCP gives up.
 */
const LINGER_MS = 30_000;

/** Breaks the socket; the pool then drops the client and the server rolls back. Reaches into `pg`, which has no call for it. */
export const destroySocket = (client: unknown): void => {
  const { connection } = (client ?? {}) as { connection?: { stream?: { destroy?: () => unknown } } };
  connection?.stream?.destroy?.();
};

/** Watches over work that was given up on: when it does not settle in a while, its connection is broken. */
export const abandon = (client: unknown, settled: Promise<unknown>): void => {
  const timer = setTimeout(() => destroySocket(client), LINGER_MS);
  timer.unref();
  const stop = (): void => clearTimeout(timer);
  void settled.then(stop, stop);
};
