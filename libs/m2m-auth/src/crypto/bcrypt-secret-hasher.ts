import { createHash, pbkdf2 } from 'node:crypto';
import { availableParallelism } from 'node:os';
import bcrypt from 'bcrypt';
import {
  BCRYPT_COST,
  LOWEST_BCRYPT_COST,
  formatPrehashed,
  parseBcryptHash,
  type BcryptHash,
} from '../domain/credentials/bcrypt-hash.js';
import type { Clock } from '../oauth/ports/clock.js';
import type { LaneRank, SlowSecretHasher } from '../domain/credentials/secret-hasher.js';
import { BoundedLane } from '../domain/resilience/bounded-lane.js';
import { systemClock } from './system-clock.js';

const BCRYPT_BYTES = 72;
const LONE_SURROGATE = /\p{Surrogate}/u;
// How much one verification moves the usual time: a pause of the process is forgotten after some more.
const NEWEST_SHARE = 1 / 16;
// Takes turns with clients that are known, so that strangers do not shut out whoever registers a client.
const OWN_KEY = ' hash';
// Salt and digest of nothing: well-formed, so that bcrypt does all its work instead of returning at once.
const DUMMY_TAIL = 'mRZGHEHpNhrPgMnqmCDJyOQ9aWqkzYxkqnRlGWtmkJvzGqGdhIsVu';

export interface BcryptSecretHasherOptions {
  /** Work factor of every comparison; 12 unless a test wants to be quick. */
  readonly cost?: number;
  /** How many run at once; by default as many as {@link bcryptSlots} finds. */
  readonly slots?: number;
  /** Threads of libuv's pool, as the process was started with (`UV_THREADPOOL_SIZE`); 4 is Node's own default. */
  readonly threadPoolSize?: number;
  readonly maxQueue?: number;
  /** Milliseconds. */
  readonly maxWaitMs?: number;
  readonly clock?: Clock;
}

/** Leaves two threads of the pool to files, DNS and WebCrypto, which would otherwise wait for seconds behind bcrypt. */
export const bcryptSlots = (cores: number, threadPoolSize: number): number =>
  Math.max(1, Math.min(cores, threadPoolSize) - 2);

const prehash = (secret: string): string => createHash('sha256').update(secret).digest('base64');
const dummyOf = (cost: number): string => `$2b$${String(cost).padStart(2, '0')}$${DUMMY_TAIL}`;

const taskOfThePool = (): Promise<void> =>
  new Promise((resolve, reject) => {
    pbkdf2('', '', 1, 32, 'sha256', (error) => (error ? reject(error) : resolve()));
  });

/** bcrypt over base64(SHA-256(secret)), because bcrypt alone reads 72 bytes; and bare bcrypt for imported hashes. */
export class BcryptSecretHasher implements SlowSecretHasher {
  private readonly cost: number;
  private readonly lane: BoundedLane;
  private readonly clock: Clock;
  private averageMs = 0;

  constructor(options: BcryptSecretHasherOptions = {}) {
    this.cost = options.cost ?? BCRYPT_COST;
    this.clock = options.clock ?? systemClock;
    const { maxQueue, maxWaitMs, threadPoolSize = 4 } = options;
    const slots = options.slots ?? bcryptSlots(availableParallelism(), threadPoolSize);
    this.lane = new BoundedLane({ slots, maxQueue, maxWaitMs });
  }

  async hash(secret: string): Promise<string> {
    const hashed = await this.lane.run(OWN_KEY, () => bcrypt.hash(prehash(secret), this.cost), 'known');
    return formatPrehashed(hashed);
  }

  verify(secret: string, hash: string | null, fairnessKey: string, rank?: LaneRank): Promise<boolean> {
    const stored = this.comparable(secret, hash);
    const work = (): Promise<boolean> => this.compare(secret, stored);
    return this.lane.run(fairnessKey, () => this.timed(work), rank);
  }

  get usualMs(): number {
    return this.averageMs;
  }

  private async timed<T>(work: () => Promise<T>): Promise<T> {
    const began = this.clock.monotonic();
    const result = await work();
    const took = this.clock.monotonic() - began;
    this.averageMs += (took - this.averageMs) * (this.averageMs === 0 ? 1 : NEWEST_SHARE);
    return result;
  }

  needsRehash(hash: string): boolean {
    const stored = parseBcryptHash(hash);
    return stored !== null && (!stored.prehashed || stored.cost < this.cost);
  }

  /** Null when there is nothing the secret could match, or only at a price that would tell it apart. */
  private comparable(secret: string, hash: string | null): BcryptHash | null {
    const stored = hash === null ? null : parseBcryptHash(hash);
    // Every lone surrogate becomes the same U+FFFD in UTF-8, so different secrets would look alike.
    return stored === null || stored.cost > this.cost || LONE_SURROGATE.test(secret) ? null : stored;
  }

  private async compare(secret: string, stored: BcryptHash | null): Promise<boolean> {
    const digest = prehash(secret);
    // Cut here and not in bcrypt, whose `$2a$` counts the length of longer secrets in one byte.
    const raw = Buffer.from(secret).subarray(0, BCRYPT_BYTES);
    const { crypt, cost, prehashed } = stored ?? {
      crypt: dummyOf(this.cost),
      cost: this.cost,
      prehashed: true,
    };
    const matches = await bcrypt.compare(prehashed ? digest : raw, crypt);
    // 2^c + (2^c + 2^(c+1) + … + 2^(n-1)) = 2^n: a cheaper hash costs what every other does, whether it matched or not.
    for (let dummy = cost; dummy < this.cost; dummy++) await bcrypt.compare(digest, dummyOf(dummy));
    await this.pauses(cost);
    return matches && stored !== null;
  }

  /**
   * As many tasks of the thread pool as the cheapest hash would have cost besides: each of them waits for a turn of the event
   * loop, and on a busy process several turns would tell more than the work itself.
   */
  private async pauses(cost: number): Promise<void> {
    for (let lower = LOWEST_BCRYPT_COST; lower < cost; lower++) await taskOfThePool();
  }
}
