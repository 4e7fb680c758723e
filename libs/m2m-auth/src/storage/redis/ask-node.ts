import { Redis, type RedisOptions } from 'ioredis';
import { replies, type ExecResult } from './replies.js';

/** Waits, in milliseconds. */
export interface NodeWaits {
  readonly connectTimeoutMs: number;
  readonly commandTimeoutMs: number;
}

/** How to log in to a node; what is left out is not sent. */
export const loginOptions = (login: {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls: boolean;
}): RedisOptions => ({
  ...(login.username !== undefined && { username: login.username }),
  ...(login.password !== undefined && { password: login.password }),
  ...(login.tls && { tls: {} }),
});

/** Asks one node a few things on a connection that ends with the answer. @throws Error when it does not answer in time. */
export const askNode = async (
  options: RedisOptions,
  { connectTimeoutMs, commandTimeoutMs }: NodeWaits,
  ask: (connection: Redis) => Promise<ExecResult>,
): Promise<unknown[]> => {
  const connection = new Redis({
    ...options,
    lazyConnect: true,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
  });
  let cause: Error | undefined;
  connection.on('error', (error: Error) => {
    cause = error;
  });
  try {
    await connection.connect();
    return replies(await ask(connection));
  } catch (error) {
    // A connection that could not be opened is "closed" to whoever waits for it; the event has the reason.
    throw cause ?? error;
  } finally {
    connection.disconnect();
  }
};
