import type { Clock } from '../../oauth/ports/clock.js';
import { tellRewind, type Rewind } from './history.js';

/** A database goes back once. One that does so again and again is two. */
const SUSPICIOUS = 3;
const WITHIN_MS = 600_000;

const COMPETITION =
  ' The database goes back again and again: two databases of one identity seem to work with one Redis, as a copy of production ' +
  'in a staging system would. Give one of them a REDIS_KEY_PREFIX (redis.keyPrefix) of its own.';

/** Puts rewinds into words for the log, and says when they look like two databases that compete. */
export class RewindReport {
  private readonly recent: number[] = [];

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  tell(rewind: Rewind): string {
    const now = this.clock.monotonic();
    this.recent.push(now);
    while (now - (this.recent[0] ?? now) > WITHIN_MS) this.recent.shift();
    if (this.recent.length > SUSPICIOUS) this.recent.shift();
    return `${tellRewind(rewind)}${this.recent.length >= SUSPICIOUS ? COMPETITION : ''}`;
  }
}
