import type { Redis } from 'ioredis';
import type { Clock } from '../../oauth/ports/clock.js';
import type {
  RevocationCheck,
  RevocationVerdict,
  TokenIdentity,
} from '../../oauth/ports/revocation-check.js';
import type { Denial } from '../../domain/changes/denial.js';
import type { HighestSeq } from './highest-seq.js';
import { RedisReplica } from './redis-replica.js';
import { RedisRevocationCheck } from './redis-revocation-check.js';
import type { RedisSettings } from './redis-settings.js';
import { RedisTrust } from './redis-trust.js';
import { ReplicaCheck } from './replica-check.js';

/** What guards ask about the tokens of one projection, with everything that says whether it may be believed. */
export class RedisGuard implements RevocationCheck {
  private readonly trust: RedisTrust;
  private readonly replica: RedisReplica | null;
  private readonly asked: RevocationCheck;

  constructor(
    connection: Redis,
    { keys, stalenessMs }: Pick<RedisSettings, 'keys' | 'stalenessMs'>,
    highest: HighestSeq,
    clock: Clock,
  ) {
    this.trust = new RedisTrust(connection, keys, highest, clock);
    const asking = new RedisRevocationCheck(connection, keys, this.trust);
    this.replica =
      stalenessMs === null ? null : new RedisReplica(connection, keys, highest, clock, stalenessMs);
    this.asked = this.replica === null ? asking : new ReplicaCheck(this.replica, asking);
  }

  /** Redis may be believed now. */
  get trusted(): boolean {
    return this.trust.current !== 0;
  }

  get everTrusted(): boolean {
    return this.trust.everHeld;
  }

  check(token: TokenIdentity): RevocationVerdict | Promise<RevocationVerdict> {
    return this.asked.check(token);
  }

  /** Looks now whether what is asked may be believed, instead of in a moment. Never throws. */
  async compare(): Promise<void> {
    await Promise.all([this.trust.compare(), this.replica?.refresh()]);
  }

  /** Brings the copy up to the projection, where there is one. Never throws. */
  async follow(): Promise<void> {
    await this.replica?.refresh();
  }

  /** Takes in what this very process has committed. */
  keep(denials: readonly Denial[]): void {
    this.replica?.keep(denials);
  }

  stop(): void {
    this.trust.stop();
    this.replica?.stop();
  }
}
