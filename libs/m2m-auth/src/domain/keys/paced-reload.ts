import type { Clock } from '../../oauth/ports/clock.js';

const INTERVAL_MS = 100;

/**
 * Reads again for those who miss something: one read at a time and ten a second, however many ask. So whoever sends
 * tokens with made-up kids gets no more than that out of the database.
 */
export class PacedReload {
  private next: Promise<void> | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private begunAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly read: () => Promise<void>,
    private readonly clock: Clock,
  ) {}

  /** Resolves after a read that began after this call; rejects when that read failed. */
  once(): Promise<void> {
    this.next ??= this.begin();
    return this.next;
  }

  private async begin(): Promise<void> {
    await this.running;
    const wait = this.begunAt + INTERVAL_MS - this.clock.monotonic();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait).unref());
    this.next = undefined;
    this.begunAt = this.clock.monotonic();
    const read = this.read();
    this.running = read.catch(() => undefined);
    return read;
  }
}
