import type { Clock } from '../../oauth/ports/clock.js';
import type { TokenIdentity } from '../../oauth/ports/revocation-check.js';
import type { ChangeBatch } from '../changes/change.js';
import { denialMember, membersOf, type Denial } from '../changes/denial.js';

const MAX_LIVE = 20_000;
const MAX_DENIED = 20_000;

/** How {@link RecentLiveTokens} is bounded. */
export interface RecentLiveTokensOptions {
  /** How long an answer counts, in milliseconds from before its question. */
  readonly graceMs: number;
  /** How long a denial can concern a token, in milliseconds. */
  readonly denialMs: number;
  readonly maxLive?: number;
  readonly maxDenied?: number;
}

/**
 * Which tokens were live a moment ago, for the time in which nobody can tell. An answer counts only for the very token
 * it was given for, only for `graceMs`, and only while nothing has changed since before it was asked for. A denial
 * that this process knows of outlives all of that, whether or not it was projected.
 */
export class RecentLiveTokens {
  private readonly seenAt = new Map<string, number>();
  private readonly deniedAt = new Map<string, number>();
  private changes = 0;

  constructor(
    private readonly options: RecentLiveTokensOptions,
    private readonly clock: Clock,
  ) {}

  /** Moves with every change that became known. An answer is kept only when this stood still since its question. */
  get version(): number {
    return this.changes;
  }

  /** @param asked monotonic milliseconds, and `version`, from before the question. */
  remember(token: TokenIdentity, asked: number, version: number): void {
    if (version !== this.changes) return;
    const key = keyOf(token);
    // Set anew, so that the first one of the map is always the oldest.
    this.seenAt.delete(key);
    this.seenAt.set(key, asked);
    if (this.seenAt.size > (this.options.maxLive ?? MAX_LIVE)) dropOldest(this.seenAt);
  }

  forget(token: TokenIdentity): void {
    this.seenAt.delete(keyOf(token));
  }

  /** What is remembered of this token; undefined when nothing that counts is. */
  recall(token: TokenIdentity): 'live' | 'denied' | undefined {
    const now = this.clock.monotonic();
    this.expireDenials(now);
    if (membersOf(token).some((member) => this.deniedAt.has(member))) return 'denied';
    // With more denials than it can hold it no longer knows which tokens they concern.
    if (this.deniedAt.size > (this.options.maxDenied ?? MAX_DENIED)) return undefined;
    const seenAt = this.seenAt.get(keyOf(token));
    return seenAt !== undefined && now - seenAt <= this.options.graceMs ? 'live' : undefined;
  }

  /** Denials that this process has committed itself, before anyone projects them. */
  deny(denials: readonly Pick<Denial, 'kind' | 'id'>[]): void {
    this.invalidate();
    for (const denial of denials) this.keepDenial(denialMember(denial));
  }

  /** What the changes tell: of which denials they name, and otherwise that something is not as it was. */
  drop({ changes }: Pick<ChangeBatch, 'changes'>): void {
    this.invalidate();
    for (const { kind, subject } of changes) if (kind === 'denial') this.keepDenial(subject);
  }

  private invalidate(): void {
    this.changes += 1;
    this.seenAt.clear();
  }

  private keepDenial(member: string): void {
    this.deniedAt.delete(member);
    // One more than it may hold says that it is full; the newest are left out then, and nothing is recalled as live.
    if (this.deniedAt.size <= (this.options.maxDenied ?? MAX_DENIED))
      this.deniedAt.set(member, this.clock.monotonic());
  }

  private expireDenials(now: number): void {
    for (const [member, at] of this.deniedAt) {
      if (now - at <= this.options.denialMs) return;
      this.deniedAt.delete(member);
    }
  }
}

/** The length keeps a kid and a jti from being taken for another pair. */
const keyOf = ({ jti, epoch, kid }: TokenIdentity): string => `${epoch} ${kid.length} ${kid}${jti}`;

const dropOldest = (map: Map<string, unknown>): void => {
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
};
