import type { RedisAddress } from '../../oauth/ports/redis-connection-options.js';

/** Finds the node that serves us now, where that can change. Bounded. */
export interface NodeLocator {
  /** @throws Error when nobody can say. */
  locate(): Promise<RedisAddress>;
}

/** Asks one after the other, beginning with the one that answered last. */
export class Witnesses {
  private first = 0;

  /** @param onError told why none could answer, of each of them. */
  constructor(private readonly onError: (error: Error) => void) {}

  /** The first answer. @throws Error when none has one. */
  async ask<T>(
    addresses: readonly RedisAddress[],
    question: (address: RedisAddress) => Promise<T | undefined>,
  ): Promise<T> {
    const from = this.first;
    const errors: Error[] = [];
    for (let n = 0; n < addresses.length; n += 1) {
      const at = (from + n) % addresses.length;
      const address = addresses[at];
      const answer =
        address &&
        (await question(address).catch((error: unknown) => {
          if (error instanceof Error) errors.push(error);
          return undefined;
        }));
      if (answer !== undefined) {
        this.first = at;
        return answer;
      }
    }
    errors.forEach(this.onError);
    throw new Error('nobody can say which node serves');
  }
}

const INTERVAL_MS = 1_000;

/**
 * The node that serves this process, asked for at each connect and each second. An old master that nobody has told yet
 * that it was replaced looks like a master still: only those who replaced it know.
 */
export class ServingNode {
  private latest: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  /** @param onMove called when another node serves than before. */
  constructor(
    private readonly locator: NodeLocator,
    private readonly onMove: () => void,
  ) {}

  async find(): Promise<RedisAddress> {
    const node = await this.locator.locate();
    const found = `${node.host} ${node.port}`;
    const moved = this.latest !== undefined && this.latest !== found;
    this.latest = found;
    if (moved) this.onMove();
    return node;
  }

  /** Asks each second until `stop`. */
  watch(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      void this.find()
        .catch(() => undefined)
        .then(() => this.watch());
    }, INTERVAL_MS);
    this.timer.unref();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }
}
