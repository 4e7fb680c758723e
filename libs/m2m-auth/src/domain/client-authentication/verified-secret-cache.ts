import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { ClientWithSecrets } from '../clients/client.js';
import { keyedDigest } from './verified-pairs.js';

const MAX_AGE_MS = 60_000;
const DEFAULT_MAX_ENTRIES = 10_000;

interface Entry {
  readonly found: ClientWithSecrets;
  readonly verifiedAt: number;
}

export interface VerifiedSecretCacheOptions {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly maxEntries?: number;
}

/**
 * Remembers for at most 60 seconds that a secret was verified, so that a client with a supplied secret does not pay for
 * bcrypt on every token. Only successes are kept, under an HMAC with a key of this process, so that neither a secret
 * nor anything that can be tested offline stands in memory.
 *
 * An entry counts only for the very object it was verified against: a changed client is another object to whoever
 * caches clients, so everything known about the old one is dead without being told.
 */
export class VerifiedSecretCache {
  // In order of insertion, which is the order of age, because entries are never refreshed.
  private readonly entries = new Map<string, Entry>();
  private readonly key: Buffer;
  private readonly clock: Clock;
  private readonly maxEntries: number;

  constructor(options: VerifiedSecretCacheOptions) {
    this.clock = options.clock;
    this.key = options.random.bytes(32);
    this.maxEntries = options.maxEntries ?? DEFAULT_MAX_ENTRIES;
  }

  get size(): number {
    return this.entries.size;
  }

  /** A null client, whose secret nobody can have verified, costs as much to ask about as any other. */
  has(found: ClientWithSecrets | null, secretId: string, secret: string): boolean {
    const entry = this.entries.get(this.keyOf(found, secretId, secret));
    return entry !== undefined && entry.found === found && !this.isOld(entry);
  }

  add(found: ClientWithSecrets, secretId: string, secret: string): void {
    const key = this.keyOf(found, secretId, secret);
    this.entries.delete(key);
    for (const [oldest, entry] of this.entries) {
      if (this.entries.size < this.maxEntries && !this.isOld(entry)) break;
      this.entries.delete(oldest);
    }
    this.entries.set(key, { found, verifiedAt: this.clock.monotonic() });
  }

  private isOld(entry: Entry): boolean {
    return this.clock.monotonic() - entry.verifiedAt >= MAX_AGE_MS;
  }

  private keyOf(found: ClientWithSecrets | null, secretId: string, secret: string): string {
    return keyedDigest(this.key, [found?.client.clientId ?? '', secretId, secret]).toString('base64');
  }
}
