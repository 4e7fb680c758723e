import { Redis, type RedisOptions } from 'ioredis';
import { bounded } from './bounded.js';
import type { RedisSettings } from './redis-settings.js';

const MAX_BACKOFF_MS = 500;
const KEEP_ALIVE_MS = 10_000;
/** A server that does not answer a goodbye is left without one. */
const DISCONNECT_MS = 200;

/**
 * The connections of this process, each for one purpose. None queues while it is down and none sends a command
 * twice: an answer is from the connection that the question went out on, or there is no answer.
 */
export class RedisConnections {
  /** What guards ask, and nothing else: trust is established for this very connection. */
  readonly check: Redis;
  /** Acknowledges revocations; apart from the rest because WAIT blocks the connection it is sent on. */
  readonly writer: Redis;
  /** Counters, the register of tokens, messages. */
  readonly work: Redis;
  /** Hears messages. */
  readonly subscriber: Redis;
  private readonly shared: readonly Redis[];
  private readonly dedicated = new Set<Redis>();
  private opening: Promise<void> | undefined;
  private closed = false;

  constructor(private readonly settings: RedisSettings) {
    const { commandTimeoutMs } = settings;
    this.check = this.make({});
    this.writer = this.make({ commandTimeout: 2 * commandTimeoutMs });
    this.work = this.make({});
    this.subscriber = this.make({ autoResubscribe: false });
    this.shared = [this.check, this.writer, this.work, this.subscriber];
  }

  /** Connects them all. Resolves when they are or when the time for it is over: they go on trying by themselves. */
  open(): Promise<void> {
    this.opening ??= this.closed ? Promise.resolve() : this.connectAll();
    return this.opening;
  }

  /**
   * A connection for one WATCH after another. It never reconnects: a WATCH would be lost with the old connection
   * and the EXEC carried out on the new one.
   *
   * @param commandTimeout milliseconds for each command.
   * @throws Error when it cannot be had in time.
   */
  async dedicate(commandTimeout: number): Promise<Redis> {
    const connection = this.make({ retryStrategy: () => null, reconnectOnError: null, commandTimeout });
    this.dedicated.add(connection);
    connection.once('end', () => this.dedicated.delete(connection));
    try {
      if (this.closed) throw new Error('closed');
      await bounded(connection.connect(), this.patience);
      return connection;
    } catch (error) {
      connection.disconnect();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.shared, ...this.dedicated].map((connection) => this.end(connection)));
  }

  private get patience(): number {
    return this.settings.connectTimeoutMs + this.settings.commandTimeoutMs;
  }

  private async connectAll(): Promise<void> {
    const connecting = this.shared.map((connection) => connection.connect());
    await bounded(Promise.allSettled(connecting), this.patience).catch(() => undefined);
  }

  private async end(connection: Redis): Promise<void> {
    const ended = ['wait', 'reconnecting', 'close', 'end'].includes(connection.status)
      ? Promise.resolve()
      : new Promise<void>((resolve) => connection.once('end', () => resolve()));
    connection.disconnect();
    await bounded(ended, 2 * DISCONNECT_MS).catch(() => undefined);
  }

  private make(options: RedisOptions): Redis {
    const { url, commandTimeoutMs, connectTimeoutMs } = this.settings;
    const connection = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: commandTimeoutMs,
      connectTimeout: connectTimeoutMs,
      disconnectTimeout: DISCONNECT_MS,
      keepAlive: KEEP_ALIVE_MS,
      retryStrategy: (attempt) => Math.min(50 * attempt, MAX_BACKOFF_MS),
      // After a failover the address may lead to the new master; the failed command itself is not sent again.
      reconnectOnError: (error) => error.message.startsWith('READONLY'),
      ...options,
    });
    // Without a listener every refused connection would be an uncaught error. What is down shows in the answers.
    connection.on('error', () => undefined);
    return connection;
  }
}
