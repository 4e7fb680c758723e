import type { Clock } from '../../oauth/ports/clock.js';
import type { ChangeNotifier } from './change-notifier.js';
import type { ChangeFeed } from './change-feed.js';

const PASS_INTERVAL_MS = 1_000;
/** A projection is brought up to date only on the strength of a read this young (revocation-protocol, loop step 2). */
const READ_VALID_MS = 2_000;
const PURGE_INTERVAL_MS = 60_000;
const PURGE_BATCH = 1_000;

/**
 * Every process' loop: each second, and at once when told, read the changes and bring the projection up to date;
 * now and then purge. A pass that fails is tried again by the next one.
 */
export class ChangeLoop {
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: (() => void) | undefined;
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private stopped = false;
  private purgedAt: number;
  private readonly tasks: (() => void)[] = [];

  constructor(
    private readonly feed: ChangeFeed,
    private readonly projection: { catchUp(committed: number): Promise<void> },
    private readonly notifier: ChangeNotifier,
    private readonly persistence: { purge(limit: number): Promise<number> },
    private readonly clock: Clock,
    private readonly onError: (error: unknown) => void,
  ) {
    this.purgedAt = clock.monotonic();
  }

  start(): void {
    if (this.stopped) return;
    this.unsubscribe = this.notifier.subscribe(() => void this.pass());
    this.timer = setInterval(() => void this.pass(), PASS_INTERVAL_MS);
    this.timer.unref();
  }

  /** Begun in each pass that could read the changes. What it does goes on beside the loop, which waits for nobody. */
  eachPass(task: () => void): void {
    this.tasks.push(task);
  }

  /**
   * One pass; calls that arrive meanwhile share one further pass that begins after they came. Nobody waits for a later one:
   * while a pass takes longer than the interval, there is always one.
   */
  pass(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    if (this.running) {
      this.next ??= this.running.then(() => {
        this.next = undefined;
        return this.pass();
      });
      return this.next;
    }
    this.running = this.run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    this.unsubscribe?.();
    await this.running;
    await this.next;
  }

  private async run(): Promise<void> {
    try {
      const committed = await this.feed.read();
      for (const task of this.tasks) task();
      if (this.feed.age <= READ_VALID_MS) await this.projection.catchUp(committed);
      await this.purgeNowAndThen();
    } catch (error) {
      this.onError(error);
    }
  }

  private async purgeNowAndThen(): Promise<void> {
    if (this.clock.monotonic() - this.purgedAt < PURGE_INTERVAL_MS) return;
    this.purgedAt = this.clock.monotonic();
    const purged = await this.persistence.purge(PURGE_BATCH);
    // The rest goes with the next passes: no backlog may keep this process from reading the changes.
    if (purged >= PURGE_BATCH) this.purgedAt = Number.NEGATIVE_INFINITY;
  }
}
