import type { Clock } from '../../oauth/ports/clock.js';
import type { Position } from '../../domain/changes/position.js';
import type { RevocationVerdict, TokenIdentity } from '../../oauth/ports/revocation-check.js';
import { denialMember, denialOfMember, membersOf, type Denial } from '../../domain/changes/denial.js';
import type { ProjectionProgress } from '../../domain/changes/revocation-metrics.js';
import type { DenialSource, RevocationProjection } from '../../domain/changes/revocation-projection.js';

/** Two processes without Redis are right one second late; one that could not read for this long cannot tell. */
const STALE_MS = 5_000;
/** Clocks of servers differ: a denial is kept a little longer than the last token it concerns. */
const SLACK_MS = 120_000;
const SWEEP_INTERVAL_MS = 60_000;

/** The denials in a map of this process. Other processes learn them from the truth, by their own loops. */
export class MemoryRevocationProjection implements RevocationProjection {
  private readonly expiries = new Map<string, number>();
  private source: DenialSource | undefined;
  private filled = false;
  private through = 0;
  private timeline = 0;
  private caughtUpAt = Number.NEGATIVE_INFINITY;
  private sweptAt: number;

  constructor(private readonly clock: Clock) {
    this.sweptAt = clock.monotonic();
  }

  get projectedOnce(): boolean {
    return this.filled;
  }

  get progress(): ProjectionProgress {
    return {
      projectedSeq: this.through,
      timeline: this.timeline,
      agreedAt: this.caughtUpAt === Number.NEGATIVE_INFINITY ? null : this.caughtUpAt,
      trusted: this.trusted,
      rebuilds: this.filled ? 1 : 0,
    };
  }

  async start(source: DenialSource): Promise<void> {
    this.source = source;
    const asked = this.clock.monotonic();
    try {
      await this.readAll(source);
      this.caughtUpAt = asked;
    } catch {
      // The loop goes on trying.
    }
  }

  check(token: TokenIdentity): RevocationVerdict {
    const [jti, epoch, kid] = membersOf(token);
    if (this.expiries.has(jti) || this.expiries.has(epoch) || this.expiries.has(kid)) return 'denied';
    return this.trusted ? 'live' : 'unknown';
  }

  project(denials: readonly Denial[]): Promise<void> {
    this.keep(denials);
    return Promise.resolve();
  }

  async catchUp(position: Position): Promise<void> {
    // The age counts from before the question: the answer may be as old as that.
    const asked = this.clock.monotonic();
    try {
      if (!(await this.read(position))) return;
    } catch {
      // The next pass tries again; until then the age of the last success says what may be believed.
      return;
    }
    this.caughtUpAt = Math.max(this.caughtUpAt, asked);
    this.sweep(asked);
  }

  recall(): Promise<readonly Denial[]> {
    return Promise.resolve(
      [...this.expiries].flatMap(([member, expiry]) => denialOfMember(member, expiry - SLACK_MS)),
    );
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private get trusted(): boolean {
    return this.filled && this.clock.monotonic() - this.caughtUpAt <= STALE_MS;
  }

  private async read({ timeline, seq }: Position): Promise<boolean> {
    if (this.source === undefined) return false;
    if (!this.filled || timeline !== this.timeline) await this.readAll(this.source);
    if (seq > this.through) {
      this.keep(await this.source.denialsBetween(this.through, seq));
      this.through = Math.max(this.through, seq);
    }
    return true;
  }

  /** What is here already stays: a denial is one, also when the truth has lost it. */
  private async readAll(source: DenialSource): Promise<void> {
    const { denials, position } = await source.snapshotDenials();
    this.keep(denials);
    this.through = position.seq;
    this.timeline = position.timeline;
    this.filled = true;
  }

  private keep(denials: readonly Denial[]): void {
    for (const denial of denials) {
      const member = denialMember(denial);
      const expiry = denial.expiresAt.getTime() + SLACK_MS;
      if (expiry > (this.expiries.get(member) ?? 0)) this.expiries.set(member, expiry);
    }
  }

  private sweep(monotonic: number): void {
    if (monotonic - this.sweptAt < SWEEP_INTERVAL_MS) return;
    this.sweptAt = monotonic;
    const now = this.clock.now();
    for (const [member, expiry] of this.expiries) if (expiry <= now) this.expiries.delete(member);
  }
}
