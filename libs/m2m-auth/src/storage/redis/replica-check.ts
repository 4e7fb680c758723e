import type {
  RevocationCheck,
  RevocationVerdict,
  TokenIdentity,
} from '../../oauth/ports/revocation-check.js';
import type { RedisReplica } from './redis-replica.js';

/** The check of a guard that has a copy: the copy while it is believed, and else whoever can tell. */
export class ReplicaCheck implements RevocationCheck {
  constructor(
    private readonly replica: Pick<RedisReplica, 'verdictOf'>,
    private readonly otherwise: RevocationCheck,
  ) {}

  check(token: TokenIdentity): RevocationVerdict | Promise<RevocationVerdict> {
    const verdict = this.replica.verdictOf(token);
    return verdict === 'unknown' ? this.otherwise.check(token) : verdict;
  }
}
