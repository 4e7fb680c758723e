import type { Clock } from '../../oauth/ports/clock.js';
import { PersistenceError } from '../stores/persistence-errors.js';

/** The store was not asked, because it has failed every time lately. */
export class CircuitOpenError extends PersistenceError {
  constructor() {
    super('circuit open');
    this.name = 'CircuitOpenError';
  }
}

/** When a {@link CircuitBreaker} opens, and for how long. */
export interface CircuitBreakerOptions {
  /** Failures in a row that open it. Default 5. */
  readonly failures?: number;
  /** How long it stays open before one call may try again, in milliseconds. Default 1,000. */
  readonly openMs?: number;
}

/**
 * Keeps calls away from a store that fails: each would wait for its time-out and hold a place in the pool meanwhile.
 * After failures in a row nothing is asked for a while; then one call alone tries, and its outcome decides for all.
 */
export class CircuitBreaker {
  private readonly failures: number;
  private readonly openMs: number;
  private inARow = 0;
  private openUntil: number | undefined;
  private probing = false;
  /** Moves when the circuit opens or closes: what was begun before says nothing about the state after. */
  private era = 0;

  constructor(
    private readonly clock: Clock,
    { failures = 5, openMs = 1_000 }: CircuitBreakerOptions = {},
  ) {
    this.failures = failures;
    this.openMs = openMs;
  }

  /**
   * Does `work`, which has to be bounded in time, unless the circuit is open.
   *
   * @throws CircuitOpenError at once when it is open; else what `work` throws.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.openUntil !== undefined) {
      if (this.probing || this.clock.monotonic() < this.openUntil) throw new CircuitOpenError();
      this.probing = true;
    }
    const { era } = this;
    try {
      const result = await work();
      if (era === this.era) this.succeed();
      return result;
    } catch (error) {
      if (era === this.era) {
        if (isAnswer(error)) this.succeed();
        else this.fail();
      }
      throw error;
    }
  }

  private succeed(): void {
    this.inARow = 0;
    if (this.openUntil === undefined) return;
    this.openUntil = undefined;
    this.probing = false;
    this.era += 1;
  }

  private fail(): void {
    this.inARow += 1;
    if (!this.probing && this.inARow < this.failures) return;
    this.openUntil = this.clock.monotonic() + this.openMs;
    this.probing = false;
    this.era += 1;
  }
}

/** A database that has gone back answers at once, and is read again as soon as its new timeline has begun. */
const isAnswer = (error: unknown): boolean =>
  error instanceof PersistenceError && error.reason === 'went-back';
