import { Inject, Injectable } from '@nestjs/common';
import type { AuditMetrics } from '../../domain/audit/audit-metrics.js';
import { M2M_AUTH_CORE, type M2MAuthCore } from './core.js';
import { PERSISTENCE, type Persistence } from '../../domain/persistence/persistence.js';
import type { RevocationMetrics } from '../../domain/changes/revocation-metrics.js';
import { SHARED_STATE, type SharedState } from '../../domain/shared-state/shared-state.js';

/** What this library depends on, as it answers now. */
export interface M2MHealth {
  /** `none`: kept in this process. */
  readonly database: 'up' | 'down' | 'none';
  /** `none`: kept in this process. */
  readonly redis: 'up' | 'down' | 'none';
  /** What Redis refuses, each a sentence with its remedy; `redis` is then `down`. */
  readonly redisRefusals: readonly string[];
  readonly revocation: RevocationMetrics;
}

/**
 * Health of the authorization server, for a host's own endpoints; depends on no health library.
 *
 * @example
 * // with @nestjs/terminus
 * const session = indicators.check('m2m-auth');
 * return m2mHealth.ready() ? session.up(await m2mHealth.check()) : session.down();
 */
@Injectable()
export class M2MHealthIndicator {
  constructor(
    @Inject(M2M_AUTH_CORE) private readonly core: M2MAuthCore,
    @Inject(PERSISTENCE) private readonly persistence: Persistence,
    @Inject(SHARED_STATE) private readonly sharedState: SharedState,
  ) {}

  /** For readiness: this process has started and knows the revocations. Does not look at dependencies. */
  ready(): boolean {
    return this.core.ready;
  }

  /** Asks the dependencies; bounded, never throws. */
  async check(): Promise<M2MHealth> {
    const [database, redis] = await Promise.all([
      this.persistence.durable ? stateOf(this.persistence.ping()) : NONE,
      this.sharedState.distributed ? stateOf(this.sharedState.ping()) : NONE,
    ]);
    const redisRefusals = this.redisRefusals();
    const refused = redisRefusals.length > 0;
    return { database, redis: refused ? 'down' : redis, redisRefusals, revocation: this.revocation() };
  }

  /** How the audit of the OAuth endpoints fares; null when it is off. For metrics of the host's own. */
  audit(): AuditMetrics | null {
    return this.core.traffic?.metrics ?? null;
  }

  /** What Redis has refused this process within the last minute, known at once. For metrics of the host's own. */
  redisRefusals(): readonly string[] {
    return this.sharedState.refusals();
  }

  /** What this process knows at once of how well its guards know the revocations. For metrics of the host's own. */
  revocation(): RevocationMetrics {
    return this.core.revocationMetrics;
  }
}

const NONE = 'none' as const;

const stateOf = (ping: Promise<void>): Promise<'up' | 'down'> =>
  ping.then(
    () => 'up',
    () => 'down',
  );
