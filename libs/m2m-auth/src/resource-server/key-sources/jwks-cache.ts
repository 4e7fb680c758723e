import type { Clock } from '../../oauth/ports/clock.js';
import type { VerificationKey } from '../../oauth/ports/verification-key-source.js';
import type { FetchFunction } from './fetch-function.js';
import { fetchJson, type FetchedJson } from './fetch-json.js';
import { freshnessOf } from './freshness.js';
import type { JwksLocation } from './jwks-location.js';
import { KeySourceError } from './key-source-error.js';
import { verificationKeysOf } from './verification-keys.js';

/** The last key set that an issuer gave, and how old it is. What is no better replaces nothing. */
export class JwksCache {
  private current: ReadonlyMap<string, VerificationKey> = new Map();
  private confirmed = Number.NEGATIVE_INFINITY;
  private freshForMs = 0;
  private etag: { readonly url: string; readonly value: string } | undefined;

  constructor(
    private readonly location: JwksLocation,
    private readonly fetch: FetchFunction,
    private readonly clock: Clock,
  ) {}

  get keys(): ReadonlyMap<string, VerificationKey> {
    return this.current;
  }

  /** When the issuer last said that these are its keys; monotonic milliseconds. */
  get confirmedAt(): number {
    return this.confirmed;
  }

  get freshMs(): number {
    return this.freshForMs;
  }

  get freshUntil(): number {
    return this.confirmed + this.freshForMs;
  }

  /**
   * Fetches the set, or learns that it is unchanged.
   *
   * @throws KeySourceError when there is no set with a key that could be used; an issuer of tokens has one, so an empty
   * set is a fault like any other.
   */
  async renew(signal: AbortSignal): Promise<void> {
    // The answer may be as old as the question.
    const asked = this.clock.monotonic();
    try {
      const url = await this.location.find(signal);
      const known = this.etag?.url === url ? this.etag.value : undefined;
      const answer = await fetchJson(this.fetch, url, signal, known);
      this.take(answer, url);
      this.confirmed = asked;
    } catch (error) {
      this.location.forget();
      throw error;
    }
  }

  private take(answer: FetchedJson, url: string): void {
    if (answer.kind === 'refused') {
      throw new KeySourceError(`The key set of the issuer was answered with status ${answer.status}.`);
    }
    if (answer.kind === 'document') {
      const keys = verificationKeysOf(answer.document);
      if (keys.size === 0)
        throw new KeySourceError('The key set of the issuer holds no key that can be used.');
      this.current = keys;
      this.etag = answer.etag === undefined ? undefined : { url, value: answer.etag };
    }
    this.freshForMs = freshnessOf(answer.cacheControl);
  }
}
