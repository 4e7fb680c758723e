import type {
  RevocationCheck,
  RevocationVerdict,
  TokenIdentity,
} from '../../oauth/ports/revocation-check.js';
import type { RevocationReader } from '../changes/change-store.js';
import { CircuitOpenError, type CircuitBreaker } from '../resilience/circuit-breaker.js';

/**
 * The check of a process that has the database: the projection first, and where that cannot tell, the truth itself,
 * unless the truth has not answered lately either.
 */
export class RevocationChecker implements RevocationCheck {
  constructor(
    private readonly projection: RevocationCheck,
    private readonly truth: Pick<RevocationReader, 'isDenied'>,
    private readonly breaker: CircuitBreaker,
    private readonly onError: (error: unknown) => void,
  ) {}

  check(token: TokenIdentity): RevocationVerdict | Promise<RevocationVerdict> {
    const verdict = this.projection.check(token);
    if (typeof verdict === 'string') return verdict === 'unknown' ? this.askTruth(token) : verdict;
    return verdict.then((answer) => (answer === 'unknown' ? this.askTruth(token) : answer));
  }

  private async askTruth(token: TokenIdentity): Promise<RevocationVerdict> {
    try {
      return (await this.breaker.run(() => this.truth.isDenied(token))) ? 'denied' : 'live';
    } catch (error) {
      // What opened the circuit was told already.
      if (!(error instanceof CircuitOpenError)) this.onError(error);
      return 'unknown';
    }
  }
}
