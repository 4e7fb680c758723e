import { RefusalPacer } from '../throttling/refusal-pacer.js';
import type { LaneRank } from '../credentials/secret-hasher.js';
import { temporarilyUnavailable } from '../../oauth/errors.js';
import { FairQueue, type Waiter } from './fair-queue.js';

/** While both wait, so many turns go to the known for each one that goes to a stranger. */
const TURNS_OF_THE_KNOWN = 3;

export interface BoundedLaneOptions {
  /** What is told to the log of a refusal. Default `bcrypt`. */
  readonly name?: string;
  /** How many tasks run at once. */
  readonly slots: number;
  /** How many wait at most of each rank, all keys together. */
  readonly maxQueue?: number;
  /** Milliseconds a task waits at most before it starts. */
  readonly maxWaitMs?: number;
}

/**
 * A semaphore with two queues, each bounded in length and time and fair between its keys. Strangers compete with strangers:
 * they take no place in the queue of the known, and at most one turn in four while any of these waits. So do the known
 * leave strangers something, however many they are.
 */
export class BoundedLane {
  private readonly queues: Readonly<Record<LaneRank, FairQueue>>;
  private readonly name: string;
  private readonly maxWaitMs: number;
  private readonly refusals = new RefusalPacer();
  private free: number;
  /** Turns that went to the known since one went to a stranger, or none was waiting. */
  private knownInARow = 0;

  constructor({ name = 'bcrypt', slots, maxQueue = 32, maxWaitMs = 1_000 }: BoundedLaneOptions) {
    this.name = name;
    this.free = slots;
    this.maxWaitMs = maxWaitMs;
    this.queues = { known: new FairQueue(maxQueue), stranger: new FairQueue(maxQueue) };
  }

  /**
   * Runs the task when its turn comes.
   *
   * @throws OAuthError `temporarily_unavailable` when there is no place in the queue or the wait was too long.
   */
  async run<T>(key: string, task: () => Promise<T>, rank: LaneRank = 'stranger'): Promise<T> {
    if (this.free > 0) this.free--;
    else await this.turn(key, this.queues[rank]);
    try {
      return await task();
    } finally {
      this.passOn();
    }
  }

  private turn(key: string, queue: FairQueue): Promise<void> {
    if (!queue.hasRoomFor(key)) {
      return this.refusals.turn().then(() => {
        throw this.refusal('the queue is full');
      });
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        queue.remove(key, waiter);
        waiter.refuse('the wait was too long');
      }, this.maxWaitMs);
      const waiter: Waiter = {
        start: () => (clearTimeout(timer), resolve()),
        refuse: (detail) => (clearTimeout(timer), reject(this.refusal(detail))),
      };
      queue.push(key, waiter);
    });
  }

  /** The slot goes straight to the next waiter, so that no newcomer slips in between. */
  private passOn(): void {
    const next = this.next();
    if (next === undefined) this.free++;
    else next.start();
  }

  private next(): Waiter | undefined {
    const { known, stranger } = this.queues;
    const strangersTurn = known.isEmpty || this.knownInARow >= TURNS_OF_THE_KNOWN;
    if (stranger.isEmpty || strangersTurn) {
      this.knownInARow = 0;
      return (stranger.isEmpty ? known : stranger).shift();
    }
    this.knownInARow++;
    return known.shift();
  }

  private refusal(detail: string): Error {
    return temporarilyUnavailable({ detail: `${this.name} lane: ${detail}` });
  }
}
