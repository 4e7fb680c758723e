import type { Redis, RedisOptions } from 'ioredis';
import { bounded } from './bounded.js';
import { redisOpener, type RedisOpener } from './open-redis.js';
import { endConnection, makeConnection, patienceOf } from './redis-connection.js';
import type { RedisRefusals } from './redis-refusals.js';
import type { RedisSettings } from './redis-settings.js';

/** What a connection is for. */
export type Purpose = 'check' | 'writer' | 'work' | 'subscriber';

const EVERY: readonly Purpose[] = ['check', 'writer', 'work', 'subscriber'];

/**
 * The connections of this process to the node that serves one slot, each for one purpose. None queues while it is down and none sends a command
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
  private readonly opener: RedisOpener;

  /**
   * @param purposes the connections that are opened; the others stay closed.
   * @param refusals hears of what Redis refuses.
   */
  constructor(
    private readonly settings: RedisSettings,
    purposes: readonly Purpose[] = EVERY,
    private readonly refusals?: RedisRefusals,
  ) {
    const { commandTimeoutMs } = settings;
    this.opener = redisOpener(
      settings,
      () => this.leave(),
      (error) => refusals?.note(error),
    );
    this.check = this.make({});
    this.writer = this.make({ commandTimeout: 2 * commandTimeoutMs });
    this.work = this.make({});
    this.subscriber = this.make({ autoResubscribe: false });
    this.shared = purposes.map((purpose) => this[purpose]);
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
    const connection = makeConnection(this.settings, this.opener, this.refusals, {
      retryStrategy: () => null,
      reconnects: false,
      commandTimeout,
    });
    this.dedicated.add(connection);
    connection.once('end', () => this.dedicated.delete(connection));
    try {
      if (this.closed) throw new Error('closed');
      await bounded(connection.connect(), patienceOf(this.settings));
      return connection;
    } catch (error) {
      connection.disconnect();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    this.opener.serving?.stop();
    await Promise.all([...this.shared, ...this.dedicated].map(endConnection));
  }

  private async connectAll(): Promise<void> {
    this.opener.serving?.watch();
    const connecting = this.shared.map((connection) => connection.connect());
    await bounded(Promise.allSettled(connecting), patienceOf(this.settings)).catch(() => undefined);
  }

  /** Another node serves us now: an old one may take itself for the master still, or not answer at all. */
  private leave(): void {
    for (const connection of this.shared) if (connection.status === 'ready') connection.disconnect(true);
    for (const connection of this.dedicated) connection.disconnect();
  }

  private make(options: RedisOptions): Redis {
    return makeConnection(this.settings, this.opener, this.refusals, options);
  }
}
