import type { Logger } from 'pino';

const WATCHDOG_MS = 20_000;

/** Ends the process in good order on SIGTERM, SIGINT and SIGHUP, and in any order when that takes too long. */
export function stopOnSignals(logger: Logger, close: () => Promise<void> | undefined): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.fatal('The server did not stop in time');
      process.exit(1);
    }, WATCHDOG_MS).unref();
    Promise.resolve(close()).then(
      () => {
        logger.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        logger.fatal({ err: error }, 'The server did not stop in good order');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
}
