import type { Clock } from '../../oauth/ports/clock.js';

/** Milliseconds from the arrival of a request to the first answer that may refuse it, and from each to the next. */
export const GRID_STEP_MS = 10;

/** In multiples of what slow work usually takes. */
const FIRST_OF_SLOW = 2.5;

const MAX_HELD = 10_000;

/** Calls `task` once, after so many milliseconds. */
export type Schedule = (task: () => void, milliseconds: number) => void;

/** When a request arrived. Those that succeed drop it and wait for nothing. */
export interface Arrival {
  /**
   * Resolves when this request may be refused.
   *
   * @param usualMs what the slow part of such work takes lately, in milliseconds, whoever asks; 0 where nothing was slow.
   */
  turn(usualMs?: number): Promise<void>;
}

interface Held {
  readonly place: number;
  readonly release: () => void;
}

/** Requests that arrived in the same millisecond, and the timer that they share. */
class Slot {
  held: Held[] = [];
  arrived = 0;
  due = false;

  constructor(readonly openedAt: number) {}

  /** In the order of arrival: in that of the work, two requests sent at once would tell which of them took longer. */
  release(): void {
    this.due = true;
    const { held } = this;
    this.held = [];
    for (const { release } of held.sort((one, other) => one.place - other.place)) release();
  }
}

/**
 * Answers failures on a grid of time that begins with the arrival of the request, so that small differences of the work
 * before them are not seen: where a row came from, which reason there is to refuse.
 *
 * The timer is set at the arrival and not when the work is done: timers count whole milliseconds of the event loop, so one
 * that is set later ends later by the very difference that is to be hidden. Work that takes longer than a step waits for the
 * next one. Work with slow hashes waits for the middle between two multiples of what it usually takes, since it ends near
 * the multiples, however many are queued before it; and for the third of these at least, because on a busy machine one long hash
 * and several short ones of the same sum end far apart.
 */
export class FailureGrid {
  private slot: Slot | undefined;
  private holding = 0;

  constructor(
    private readonly clock: Clock,
    private readonly schedule: Schedule = (task, milliseconds) => void setTimeout(task, milliseconds),
  ) {}

  /** Hands over what the work gives at once, and what it throws when its turn has come. */
  async pace<T>(work: () => Promise<T>, usualMs: () => number = () => 0): Promise<T> {
    const arrival = this.arrive();
    try {
      return await work();
    } catch (error) {
      await arrival.turn(usualMs());
      throw error;
    }
  }

  arrive(): Arrival {
    const slot = this.open();
    const place = slot.arrived++;
    return { turn: (usualMs = 0) => this.turn(slot, place, usualMs) };
  }

  private open(): Slot {
    const now = this.clock.monotonic();
    const current = this.slot;
    if (current && !current.due && now - current.openedAt < 1) return current;
    const slot = new Slot(now);
    this.slot = slot;
    this.schedule(() => slot.release(), GRID_STEP_MS);
    return slot;
  }

  /** With too many held already that is now: memory is bounded. */
  private turn(slot: Slot, place: number, usualMs: number): Promise<void> {
    if (this.holding >= MAX_HELD) return Promise.resolve();
    this.holding++;
    return new Promise((resolve) => {
      const release = (): void => {
        this.holding--;
        resolve();
      };
      if (!slot.due && usualMs <= GRID_STEP_MS) slot.held.push({ place, release });
      else this.schedule(release, untilNext(this.clock.monotonic() - slot.openedAt, usualMs));
    });
  }
}

/** Milliseconds from `elapsedMs` to the line of the grid that comes after it. */
const untilNext = (elapsedMs: number, usualMs: number): number => {
  const step = Math.max(GRID_STEP_MS, usualMs);
  const offset = usualMs > GRID_STEP_MS ? step * FIRST_OF_SLOW : 0;
  const lines = Math.max(0, Math.floor((elapsedMs - offset) / step) + 1);
  return Math.ceil(offset + lines * step - elapsedMs);
};
