import type { Logger } from 'pino';
import type { DataSourceOptions } from 'typeorm';
import type { ServerConfig } from '../config/server-config.js';
import { openEmbeddedDatabase } from '../embedded-database/embedded-database.js';

export type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/** Where the data is, before anything connects to it. */
export interface DatabaseConnection {
  readonly options: PostgresOptions;
  close(): Promise<void>;
}

const STATEMENT_TIMEOUT_MS = 5_000;

interface PooledClient {
  on(event: 'error', listener: () => void): unknown;
}

/**
 * Between the pool's listener for errors and that of whom it hands a new connection to there is a moment without any,
 * and a server that ends the connection in that moment would end this process. Those two go on hearing the error.
 */
const survive = (client: PooledClient, done: () => void): void => {
  client.on('error', () => undefined);
  done();
};

/** The database of `DATABASE_URL`, or the embedded one in the data directory. */
export async function connectDatabase(
  config: Pick<ServerConfig, 'databaseUrl' | 'dataDirectory'>,
  logger: Pick<Logger, 'warn'>,
): Promise<DatabaseConnection> {
  if (config.databaseUrl === undefined) return openEmbeddedDatabase(config.dataDirectory);
  return {
    options: {
      type: 'postgres',
      url: config.databaseUrl,
      poolSize: 10,
      connectTimeoutMS: 1_000,
      installExtensions: false,
      applicationName: 'm2m-auth-server',
      poolErrorHandler: (error: unknown) =>
        logger.warn({ err: error }, 'An idle database connection was lost'),
      extra: {
        statement_timeout: STATEMENT_TIMEOUT_MS,
        // On this side of the wire, for a server that has stopped answering.
        query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
        idle_in_transaction_session_timeout: 2 * STATEMENT_TIMEOUT_MS,
        verify: survive,
      },
    },
    close: () => Promise.resolve(),
  };
}
