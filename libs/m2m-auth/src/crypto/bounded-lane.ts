import { RefusalPacer } from '../domain/throttling/refusal-pacer.js';
import { temporarilyUnavailable } from '../oauth/errors.js';

export interface BoundedLaneOptions {
  /** What is told to the log of a refusal. Default `bcrypt`. */
  readonly name?: string;
  /** How many tasks run at once. */
  readonly slots: number;
  /** How many wait at most, all keys together. */
  readonly maxQueue?: number;
  /** Milliseconds a task waits at most before it starts. */
  readonly maxWaitMs?: number;
}

interface Waiter {
  readonly start: () => void;
  readonly refuse: (detail: string) => void;
}

/**
 * A semaphore whose queue is bounded in length and time and shared fairly: the keys that wait take turns, and when the
 * queue is full the key that fills it most loses its newest place to one that has fewer. So a flood from one key delays
 * another key by one task, not by the flood.
 */
export class BoundedLane {
  // In order of turn: a served key moves to the end. No key stands here without waiters.
  private readonly queues = new Map<string, Waiter[]>();
  private readonly name: string;
  private readonly maxQueue: number;
  private readonly maxWaitMs: number;
  private readonly refusals = new RefusalPacer();
  private waiting = 0;
  private free: number;

  constructor(options: BoundedLaneOptions) {
    this.name = options.name ?? 'bcrypt';
    this.free = options.slots;
    this.maxQueue = options.maxQueue ?? 32;
    this.maxWaitMs = options.maxWaitMs ?? 1_000;
  }

  /**
   * Runs the task when its turn comes.
   *
   * @throws OAuthError `temporarily_unavailable` when there is no place in the queue or the wait was too long.
   */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await this.turn(key);
    try {
      return await task();
    } finally {
      this.passOn();
    }
  }

  private turn(key: string): Promise<void> {
    if (this.waiting >= this.maxQueue && !this.makeRoomFor(key)) {
      return this.refusals.turn().then(() => {
        throw this.refusal('the queue is full');
      });
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.remove(key, waiter);
        waiter.refuse('the wait was too long');
      }, this.maxWaitMs);
      const waiter: Waiter = {
        start: () => (clearTimeout(timer), resolve()),
        refuse: (detail) => (clearTimeout(timer), reject(this.refusal(detail))),
      };
      const queue = this.queues.get(key);
      if (queue === undefined) this.queues.set(key, [waiter]);
      else queue.push(waiter);
      this.waiting++;
    });
  }

  /** Sheds the newest waiter of the key with the longest queue, when that leaves it no worse off than the newcomer's. */
  private makeRoomFor(key: string): boolean {
    let longest: [string, Waiter[]] | undefined;
    for (const entry of this.queues) {
      if (longest === undefined || entry[1].length > longest[1].length) longest = entry;
    }
    const own = this.queues.get(key)?.length ?? 0;
    const shed = longest?.[1].at(-1);
    if (longest === undefined || shed === undefined || longest[1].length <= own + 1) return false;
    this.remove(longest[0], shed);
    shed.refuse('its key holds most of the queue');
    return true;
  }

  /** The slot goes straight to the next waiter, so that no newcomer slips in between. */
  private passOn(): void {
    const next = this.queues.entries().next().value;
    const waiter = next?.[1][0];
    if (next === undefined || waiter === undefined) {
      this.free++;
      return;
    }
    const [key, queue] = next;
    this.remove(key, waiter);
    if (this.queues.delete(key)) this.queues.set(key, queue);
    waiter.start();
  }

  private remove(key: string, waiter: Waiter): void {
    const queue = this.queues.get(key);
    const at = queue?.indexOf(waiter) ?? -1;
    if (queue === undefined || at < 0) return;
    queue.splice(at, 1);
    this.waiting--;
    if (queue.length === 0) this.queues.delete(key);
  }

  private refusal(detail: string): Error {
    return temporarilyUnavailable({ detail: `${this.name} lane: ${detail}` });
  }
}
