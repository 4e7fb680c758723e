import type { Redis } from 'ioredis';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RevocationVerdict, TokenIdentity } from '../../oauth/ports/revocation-check.js';
import { denialMember, type Denial } from '../../domain/changes/denial.js';
import { LOG_LENGTH, readLogEntry } from './denial-additions.js';
import { denialScores } from './denial-scores.js';
import type { HighestSeq } from './highest-seq.js';
import { LocalDenials } from './local-denials.js';
import { look, type Sight } from './replica-sight.js';
import type { DenialKeys } from './redis-keys.js';

const RETRY_MS = 100;
const SWEEP_INTERVAL_MS = 60_000;
/** Bounded commands, so that none holds up the guards of other processes. */
const SCAN_COUNT = 1_000;
/** Entries that each look brings along: enough for most, so that it takes no second one. */
const FEW = 16;
const ATTEMPTS = 5;

/**
 * A copy of one projection in this process, which answers without asking anybody. It is believed only for `stalenessMs`
 * after a look at the projection has shown that the projection was whole and that the copy holds all of it.
 */
export class RedisReplica {
  /** Where in the history of the set the copy stands; undefined before it was read as a whole. */
  private place: Pick<Sight, 'life' | 'count'> | undefined;
  private confirmedAt = Number.NEGATIVE_INFINITY;
  private connectionNumber = 0;
  private idleUntil = Number.NEGATIVE_INFINITY;
  private sweptAt: number;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;
  private scans = 0;

  constructor(
    private readonly connection: Redis,
    private readonly keys: DenialKeys,
    private readonly highest: HighestSeq,
    private readonly clock: Clock,
    private readonly stalenessMs: number,
    private readonly denials = new LocalDenials(),
  ) {
    this.sweptAt = clock.monotonic();
    connection.on('ready', () => void this.refresh());
    connection.on('close', () => {
      this.connectionNumber += 1;
    });
  }

  /** `unknown`: the copy cannot be believed now, so ask somebody else. A denial is one wherever it is found. */
  verdictOf(token: TokenIdentity): RevocationVerdict {
    if (this.denials.has(token)) return 'denied';
    return this.clock.monotonic() - this.confirmedAt <= this.stalenessMs ? 'live' : 'unknown';
  }

  /** How often the whole set was read. */
  get fullReads(): number {
    return this.scans;
  }

  /** Takes in what this very process has committed. */
  keep(denials: readonly Denial[]): void {
    const scores = denialScores(denials);
    for (const [index, denial] of denials.entries())
      this.denials.keep(denialMember(denial), Number(scores[2 * index]));
  }

  /** Looks now; calls that arrive meanwhile share one further look that begins after they came. Never throws. */
  refresh(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  stop(): void {
    this.stopped = true;
    this.confirmedAt = Number.NEGATIVE_INFINITY;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    do {
      this.again = false;
      this.schedule(this.stalenessMs / 2);
      const confirmed = await this.follow().catch(() => false);
      if (!confirmed) this.schedule(Math.min(RETRY_MS, this.stalenessMs / 2));
    } while (this.again && !this.stopped);
  }

  /** Brings the copy up to the projection. True when it is now known to hold all of it. */
  private async follow(): Promise<boolean> {
    if (this.connection.status !== 'ready' || this.clock.monotonic() < this.idleUntil) return false;
    let wanted = FEW;
    for (let attempt = 0; attempt < ATTEMPTS && !this.stopped; attempt += 1) {
      // The age counts from before the question: the answer may be as old as that.
      const asked = this.clock.monotonic();
      const sight = await look(this.connection, this.keys, this.highest, wanted);
      if (sight === null) return false;
      const missing = this.missing(sight);
      if (missing > sight.entries.length && missing <= LOG_LENGTH && sight.entries.length === wanted) {
        wanted = missing + FEW;
      } else if (this.take(sight.entries, missing)) {
        this.sweep(asked);
        if (this.overflows()) return false;
        this.place = sight;
        this.confirmedAt = asked;
        return true;
      } else {
        // Only the next look can confirm it: what was added while it was read is in the log by then.
        if (!(await this.readAll(sight))) return false;
        wanted = FEW;
      }
    }
    return false;
  }

  /** How many additions the copy lacks; infinitely many when they cannot be counted. */
  private missing({ life, count }: Sight): number {
    if (this.place?.life !== life || count < this.place.count) return Number.POSITIVE_INFINITY;
    return count - this.place.count;
  }

  /** False when the entries are fewer than what was counted, or none of ours: the log has been lost. */
  private take(entries: readonly string[], missing: number): boolean {
    if (missing > entries.length) return false;
    const added = entries.slice(0, missing).map(readLogEntry);
    if (added.includes(undefined)) return false;
    for (const entry of added) if (entry) this.denials.keep(...entry);
    return true;
  }

  /** Everything that was in the set before and is in it still is found, whatever is added or expires meanwhile (SCAN). */
  private async readAll({ life, count }: Sight): Promise<boolean> {
    const { connectionNumber } = this;
    this.place = undefined;
    this.scans += 1;
    let cursor = '0';
    do {
      const [next, found] = await this.connection.zscan(this.keys.deny, cursor, 'COUNT', SCAN_COUNT);
      for (let at = 0; at + 1 < found.length; at += 2)
        this.denials.keep(String(found[at]), Number(found[at + 1]));
      if (this.overflows()) return false;
      cursor = next;
    } while (cursor !== '0');
    // A cursor means nothing to another node.
    if (connectionNumber !== this.connectionNumber) return false;
    this.place = { life, count };
    return true;
  }

  /** A copy that cannot be complete is given up for a while. */
  private overflows(): boolean {
    if (!this.denials.full) return false;
    this.denials.clear();
    this.place = undefined;
    this.confirmedAt = Number.NEGATIVE_INFINITY;
    this.idleUntil = this.clock.monotonic() + SWEEP_INTERVAL_MS;
    return true;
  }

  private sweep(monotonic: number): void {
    if (monotonic - this.sweptAt < SWEEP_INTERVAL_MS) return;
    this.sweptAt = monotonic;
    this.denials.sweep(this.clock.now());
  }

  private schedule(ms: number): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.refresh(), ms);
    this.timer.unref();
  }
}
