import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { ClientSecret } from '../clients/client.js';

/** Longer than any token lives, so that a client that asks for one token a day stays known. */
const MAX_AGE_MS = 25 * 3_600_000;
const DEFAULT_MAX_ENTRIES = 10_000;

type StoredSecret = Pick<ClientSecret, 'id' | 'hash'>;

interface Pair {
  readonly digest: Buffer;
  readonly verifiedAt: number;
}

export interface VerifiedPairsOptions {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly maxEntries?: number;
}

/** HMAC of the parts, each after its length: no two lists of parts are written the same way, wherever one part ends. */
export const keyedDigest = (key: Buffer, parts: readonly string[]): Buffer => {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(`${Buffer.byteLength(part)}:`).update(part);
  return hmac.digest();
};

/**
 * Remembers for hours which client has presented which secret rightly. It proves nothing, since each of them still costs a
 * bcrypt; it tells who goes first when strangers ask for more bcrypts than there are.
 *
 * A pair holds for the stored hash it was verified against and for no other. Only successes are kept, one for each stored
 * secret, under an HMAC with a key of this process; so strangers push nobody out, and neither a secret nor anything that
 * can be tested without that key stands in memory.
 */
export class VerifiedPairs {
  /** By id of the stored secret, the one used longest ago first. */
  private readonly pairs = new Map<string, Pair>();
  private readonly key: Buffer;
  private readonly clock: Clock;
  private readonly maxEntries: number;

  constructor(options: VerifiedPairsOptions) {
    this.clock = options.clock;
    this.key = options.random.bytes(32);
    this.maxEntries = options.maxEntries ?? DEFAULT_MAX_ENTRIES;
  }

  get size(): number {
    return this.pairs.size;
  }

  /** Without a stored secret, which nobody can have verified, it takes as long to say no. */
  has(clientId: string, stored: StoredSecret | null, presented: string): boolean {
    const digest = this.digestOf(clientId, stored, presented);
    const id = stored?.id ?? '';
    const pair = this.pairs.get(id);
    if (!timingSafeEqual(digest, pair?.digest ?? this.key) || pair === undefined) return false;
    this.pairs.delete(id);
    if (this.clock.monotonic() - pair.verifiedAt >= MAX_AGE_MS) return false;
    this.pairs.set(id, pair);
    return true;
  }

  /** Call when a bcrypt has just said that `presented` is what was stored. */
  add(clientId: string, stored: StoredSecret, presented: string): void {
    const digest = this.digestOf(clientId, stored, presented);
    this.pairs.delete(stored.id);
    this.pairs.set(stored.id, { digest, verifiedAt: this.clock.monotonic() });
    for (const oldest of this.pairs.keys()) {
      if (this.pairs.size <= this.maxEntries) break;
      this.pairs.delete(oldest);
    }
  }

  private digestOf(clientId: string, stored: StoredSecret | null, presented: string): Buffer {
    return keyedDigest(this.key, [clientId, stored?.id ?? '', stored?.hash ?? '', presented]);
  }
}
