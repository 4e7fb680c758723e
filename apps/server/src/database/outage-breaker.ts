const FAILURES = 5;
const OPEN_MS = 1_000;

/**
 * Keeps requests away from a database that does not answer: each would wait its whole time and hold a connection.
 * After failures in a row one request a second tries, and the first that succeeds lets all others in again.
 */
export class OutageBreaker {
  private inARow = 0;
  private nextTryAt = Number.NEGATIVE_INFINITY;

  /** @param monotonic milliseconds of a clock that never jumps. */
  constructor(private readonly monotonic: () => number) {}

  /** Whether a request may ask the database. Whoever does says how it ended. */
  admits(): boolean {
    if (this.inARow < FAILURES) return true;
    const now = this.monotonic();
    if (now < this.nextTryAt) return false;
    this.nextTryAt = now + OPEN_MS;
    return true;
  }

  succeeded(): void {
    this.inARow = 0;
  }

  failed(): void {
    this.inARow += 1;
    this.nextTryAt = this.monotonic() + OPEN_MS;
  }
}
