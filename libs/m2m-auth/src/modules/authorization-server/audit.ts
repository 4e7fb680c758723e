import { EndpointAudit } from '../../authorization-server/audit/endpoint-audit.js';
import { FailedRequests } from '../../authorization-server/audit/failed-requests.js';
import type { ActorSource } from '../../domain/audit/audit-actor.js';
import { AuditForwarder } from '../../domain/audit/audit-forwarder.js';
import { AuditQueue } from '../../domain/audit/audit-queue.js';
import { AuditTrail } from '../../domain/audit/audit-trail.js';
import { TokenTraffic } from '../../domain/audit/token-traffic.js';
import type { Persistence } from '../../domain/persistence/persistence.js';
import { registeredAudience } from '../../domain/tokens/audience.js';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { ResolvedOptions } from './resolved-options.js';

const SINK_GRACE_MS = 1_000;

export interface AuditParts {
  readonly options: Pick<ResolvedOptions, 'audit' | 'defaultAudience'>;
  readonly persistence: Persistence;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly actors: ActorSource;
  /** True when a client of this name was read lately. */
  readonly knowsClient: (clientId: string) => boolean;
  readonly onError: (error: unknown) => void;
}

export interface Audit {
  readonly trail: AuditTrail;
  readonly traffic: TokenTraffic | null;
  readonly endpoints: EndpointAudit;
  /** The persistence's purge, and the audit's own beside it. */
  readonly purging: Pick<Persistence, 'purge'>;
  /** Writes what is held; answers how many records could not be written. */
  stop(): Promise<number>;
}

/** The audit, put together as the options say. */
export const composeAudit = (parts: AuditParts): Audit => {
  const { persistence, clock, random, actors, onError } = parts;
  const { tokens, retentionMs, sink } = parts.options.audit;
  const { defaultAudience } = parts.options;
  const forwarder = sink === undefined ? null : new AuditForwarder(sink, onError);
  const store = persistence.auditEvents;
  const queue = new AuditQueue({ store, forwarder, clock, random, onError });
  const traffic = tokens === 'off' ? null : new TokenTraffic(queue, clock);
  const failures = new FailedRequests({
    knows: parts.knowsClient,
    audienceOf: (client) => registeredAudience(client, defaultAudience),
  });
  return {
    trail: new AuditTrail(actors, forwarder, clock),
    traffic,
    endpoints: new EndpointAudit(traffic, failures, tokens === 'synchronous'),
    purging: {
      purge: async (limit) => (await persistence.purge(limit)) + (await store.purge(retentionMs, limit)),
    },
    stop: async () => {
      const lost = (await traffic?.stop()) ?? 0;
      await forwarder?.settle(SINK_GRACE_MS);
      return lost;
    },
  };
};
