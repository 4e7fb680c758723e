import { temporarilyUnavailable } from '../../oauth/errors.js';
import type { OAuthError } from '../../oauth/oauth-error.js';
import type { Clock } from '../../oauth/ports/clock.js';
import type { VerificationKey, VerificationKeySource } from '../../oauth/ports/verification-key-source.js';
import type { FetchFunction } from './fetch-function.js';
import { JwksCache } from './jwks-cache.js';
import { resolveJwksKeySourceOptions, type JwksKeySourceOptions } from './jwks-key-source.options.js';
import type { JwksLocation } from './jwks-location.js';
import { UnknownKids } from './unknown-kids.js';

/** What a {@link JwksKeySource} stands on. */
export interface JwksKeySourceParts {
  readonly location: JwksLocation;
  readonly fetch: FetchFunction;
  readonly clock: Clock;
  /** Is told of every attempt that failed. */
  readonly onError: (error: unknown) => void;
}

/** A kid that the set did not hold may be asked for again after this many cooldowns. */
const UNKNOWN_COOLDOWNS = 2;

/** The pause after the first attempt ever, if that fails; doubled by each further failure, up to the cooldown. */
const FIRST_PAUSE_MS = 1_000;

/**
 * The keys of an issuer in another process, from its JWK Set over HTTP.
 *
 * A known key costs nothing: the set is renewed behind it, by its Cache-Control. An unknown kid has the set fetched, but
 * never twice within a cooldown, whatever came of the first and however many kids are made up, and never twice at
 * once. While the issuer cannot be reached the last keys stay. Before there was any set the pause after a failure is a
 * second, then two, four, up to the cooldown: a service may start before its issuer.
 *
 * @example
 * const keys = new JwksKeySource({ location: fixedLocation(url), fetch, clock, onError });
 */
export class JwksKeySource implements VerificationKeySource {
  private readonly cache: JwksCache;
  private readonly unknown = new UnknownKids();
  private readonly cooldownMs: number;
  private readonly maxStaleMs: number;
  private readonly timeoutMs: number;
  private fetching: Promise<void> | undefined;
  private attemptedAt = Number.NEGATIVE_INFINITY;
  private failed = false;
  private failuresBeforeFirst = 0;

  /** @throws M2MAuthOptionsError naming every option that is out of bounds. */
  constructor(
    private readonly parts: JwksKeySourceParts,
    options: JwksKeySourceOptions = {},
  ) {
    ({
      cooldownMs: this.cooldownMs,
      timeoutMs: this.timeoutMs,
      maxStaleMs: this.maxStaleMs,
    } = resolveJwksKeySourceOptions(options));
    this.cache = new JwksCache(parts.location, parts.fetch, parts.clock);
  }

  find(kid: string): VerificationKey | undefined | Promise<VerificationKey | undefined> {
    const now = this.parts.clock.monotonic();
    const key = this.usable(now) ? this.cache.keys.get(kid) : undefined;
    if (key && this.mayAnswerFirst(now)) {
      if (now >= this.cache.freshUntil) void this.refresh(now);
      return key;
    }
    if (!key && this.usable(now) && this.unknown.has(kid, now)) return undefined;
    const fetching = this.refresh(now);
    return fetching ? fetching.then(() => this.answer(kid, true)) : this.answer(kid, false);
  }

  /** Nothing was fetched yet, or so long ago that the keys no longer count. */
  private usable(now: number): boolean {
    return now - this.cache.confirmedAt <= this.maxStaleMs;
  }

  /**
   * Whether a known key is handed out before the set is renewed. Not in a process that was idle: its set may be hours
   * old. But where the last attempt failed, nobody is made to wait for the next.
   */
  private mayAnswerFirst(now: number): boolean {
    return this.failed || now <= this.cache.freshUntil + this.cache.freshMs;
  }

  /** Joins the attempt under way, or begins one; undefined while the pause after the last one lasts. */
  private refresh(now: number): Promise<void> | undefined {
    if (this.fetching) return this.fetching;
    if (now - this.attemptedAt < this.pauseMs) return undefined;
    this.attemptedAt = now;
    this.fetching = this.attempt().finally(() => {
      this.fetching = undefined;
    });
    return this.fetching;
  }

  private async attempt(): Promise<void> {
    try {
      await this.cache.renew(AbortSignal.timeout(this.timeoutMs));
      this.failed = false;
    } catch (error) {
      this.failed = true;
      if (this.cache.keys.size === 0) this.failuresBeforeFirst += 1;
      this.parts.onError(error);
    }
  }

  /** Least time from the last attempt to the next one. */
  private get pauseMs(): number {
    if (this.cache.keys.size > 0) return this.cooldownMs;
    return Math.min(this.cooldownMs, FIRST_PAUSE_MS * 2 ** (this.failuresBeforeFirst - 1));
  }

  /** What can be said now. `looked`: an attempt was made for this kid. */
  private answer(kid: string, looked: boolean): VerificationKey | undefined {
    const now = this.parts.clock.monotonic();
    if (!this.usable(now)) throw this.cannotTell(now);
    const key = this.cache.keys.get(kid);
    if (key) return key;
    // The key may be one that could not be fetched.
    if (this.failed) throw this.cannotTell(now);
    if (looked) this.unknown.add(kid, now + UNKNOWN_COOLDOWNS * this.cooldownMs);
    return undefined;
  }

  private cannotTell(now: number): OAuthError {
    const waitMs = Math.max(this.attemptedAt + this.pauseMs - now, 1_000);
    return temporarilyUnavailable({
      detail: 'The keys of the issuer cannot be fetched.',
      retryAfterSeconds: Math.ceil(waitMs / 1_000),
    });
  }
}
