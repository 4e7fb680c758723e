import type { Redis, RedisOptions } from 'ioredis';
import { bounded } from './bounded.js';
import type { RedisOpener } from './open-redis.js';
import type { RedisRefusals } from './redis-refusals.js';
import type { RedisSettings } from './redis-settings.js';

const MAX_BACKOFF_MS = 500;
const KEEP_ALIVE_MS = 10_000;
/** A server that does not answer a goodbye is left without one. */
const DISCONNECT_MS = 200;

/** A connection that is not open yet. It neither queues while it is down nor sends a command twice. */
export const makeConnection = (
  { commandTimeoutMs, connectTimeoutMs }: RedisSettings,
  opener: RedisOpener,
  refusals: RedisRefusals | undefined,
  options: RedisOptions & { readonly reconnects?: boolean } = {},
): Redis => {
  const { reconnects = true, ...own } = options;
  const connection = opener.open({
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
    connectTimeout: connectTimeoutMs,
    disconnectTimeout: DISCONNECT_MS,
    keepAlive: KEEP_ALIVE_MS,
    retryStrategy: (attempt) => Math.min(50 * attempt, MAX_BACKOFF_MS),
    // Told of every error reply. Another node serves us after a failover or a move of the slot; the failed command
    // itself is not sent again. Without its SELECT a connection would work in database 0, so it is not used.
    reconnectOnError: (error) => {
      refusals?.note(error);
      return reconnects && (/^(READONLY|MOVED) /.test(error.message) || isSelect(error));
    },
    ...own,
  });
  // Without a listener every refused connection would be an uncaught error. What is down shows in the answers.
  connection.on('error', (error: Error) => {
    refusals?.note(error);
    if (isSelect(error)) connection.disconnect(reconnects);
  });
  connection.on('ready', () => refusals?.connected());
  return connection;
};

const isSelect = (error: Error & { readonly command?: { readonly name?: unknown } }): boolean =>
  error.command?.name === 'select';

/** The longest wait for a connection that is being opened, in milliseconds. */
export const patienceOf = ({ connectTimeoutMs, commandTimeoutMs }: RedisSettings): number =>
  connectTimeoutMs + commandTimeoutMs;

export const endConnection = async (connection: Redis): Promise<void> => {
  const ended = ['wait', 'reconnecting', 'close', 'end'].includes(connection.status)
    ? Promise.resolve()
    : new Promise<void>((resolve) => connection.once('end', () => resolve()));
  connection.disconnect();
  await bounded(ended, 2 * DISCONNECT_MS).catch(() => undefined);
};
