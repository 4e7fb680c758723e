import type { Clock } from '../../oauth/ports/clock.js';
import type {
  RevocationCheck,
  RevocationVerdict,
  TokenIdentity,
} from '../../oauth/ports/revocation-check.js';
import type { RecentLiveTokens } from './recent-live-tokens.js';

/**
 * The check in mode `grace`: where nobody can tell, a token that was live a moment ago is let through still. Everything
 * that somebody can tell goes first, and what is let through this way does not prolong its own time.
 */
export class GraceCheck implements RevocationCheck {
  constructor(
    private readonly strict: RevocationCheck,
    private readonly recent: RecentLiveTokens,
    private readonly clock: Clock,
    private readonly onUse: () => void,
  ) {}

  check(token: TokenIdentity): RevocationVerdict | Promise<RevocationVerdict> {
    const asked = this.clock.monotonic();
    const { version } = this.recent;
    const verdict = this.strict.check(token);
    if (typeof verdict === 'string') return this.settle(token, verdict, asked, version);
    return verdict.then((answer) => this.settle(token, answer, asked, version));
  }

  private settle(
    token: TokenIdentity,
    verdict: RevocationVerdict,
    asked: number,
    version: number,
  ): RevocationVerdict {
    if (verdict === 'live') this.recent.remember(token, asked, version);
    if (verdict === 'denied') this.recent.forget(token);
    if (verdict !== 'unknown') return verdict;
    const remembered = this.recent.recall(token);
    if (remembered === 'live') this.onUse();
    return remembered ?? 'unknown';
  }
}
