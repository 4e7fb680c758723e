/** Somebody who waits for a slot: exactly one of the two is called, once. */
export interface Waiter {
  readonly start: () => void;
  readonly refuse: (detail: string) => void;
}

/**
 * A queue that is bounded and shared fairly: the keys that wait take turns, and when the queue is full the key that fills
 * it most loses its newest place to one that has fewer. So a flood from one key delays another key by one task, not by
 * the flood.
 */
export class FairQueue {
  // In order of turn: a served key moves to the end. No key stands here without waiters.
  private readonly queues = new Map<string, Waiter[]>();
  private waiting = 0;

  constructor(private readonly maxWaiting: number) {}

  get isEmpty(): boolean {
    return this.waiting === 0;
  }

  /** True when there is a place for this key, made by refusing somebody else where it must be. */
  hasRoomFor(key: string): boolean {
    return this.waiting < this.maxWaiting || this.makeRoomFor(key);
  }

  push(key: string, waiter: Waiter): void {
    const queue = this.queues.get(key);
    if (queue === undefined) this.queues.set(key, [waiter]);
    else queue.push(waiter);
    this.waiting++;
  }

  /** The one whose turn it is. */
  shift(): Waiter | undefined {
    const [next] = this.queues;
    const waiter = next?.[1][0];
    if (next === undefined || waiter === undefined) return undefined;
    const [key, queue] = next;
    this.remove(key, waiter);
    if (this.queues.delete(key)) this.queues.set(key, queue);
    return waiter;
  }

  remove(key: string, waiter: Waiter): void {
    const queue = this.queues.get(key);
    const at = queue?.indexOf(waiter) ?? -1;
    if (queue === undefined || at < 0) return;
    queue.splice(at, 1);
    this.waiting--;
    if (queue.length === 0) this.queues.delete(key);
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
}
