import { Logger } from '@nestjs/common';
import type { EndpointAudit } from '../../authorization-server/audit/endpoint-audit.js';
import { RequestActors } from '../../authorization-server/audit/request-actors.js';
import { BcryptSecretHasher } from '../../crypto/bcrypt-secret-hasher.js';
import type { ApiKeysService } from '../../domain/api-keys/api-keys.service.js';
import { AuditEventsService } from '../../domain/audit/audit-events.service.js';
import type { TokenTraffic } from '../../domain/audit/token-traffic.js';
import { ChangeFeed } from '../../domain/changes/change-feed.js';
import { ChangeLoop } from '../../domain/changes/change-loop.js';
import { shortIdentity, type History } from '../../domain/changes/history.js';
import { ChangeWriter } from '../../domain/changes/change-writer.js';
import { ClientAuthenticator } from '../../domain/client-authentication/client-authenticator.js';
import { ClientCache } from '../../domain/client-authentication/client-cache.js';
import { SecretRehashWriter } from '../../domain/client-authentication/secret-rehash-writer.js';
import { ClientSecretAuthenticator } from '../../domain/client-authentication/client-secret-authenticator.js';
import { SecretPreparer } from '../../domain/credentials/secret-preparer.js';
import { SecretUses } from '../../domain/credentials/secret-uses.js';
import type { KeyRing } from '../../domain/keys/key-ring.js';
import type { KeySchedule } from '../../domain/keys/key-schedule.js';
import type { SigningKeysService } from '../../domain/keys/signing-keys.service.js';
import type { Persistence } from '../../domain/persistence/persistence.js';
import { CircuitBreaker } from '../../domain/resilience/circuit-breaker.js';
import { FailureGrid } from '../../domain/throttling/failure-grid.js';
import { GraceCheck } from '../../domain/revocation/grace-check.js';
import { RecentLiveTokens } from '../../domain/revocation/recent-live-tokens.js';
import { RevocationChecker } from '../../domain/revocation/revocation-checker.js';
import type { RevocationProjection } from '../../domain/changes/revocation-projection.js';
import type { TokenLifetimeBound } from '../../domain/changes/denials.js';
import type { RevocationMetrics } from '../../domain/changes/revocation-metrics.js';
import { RevocationService } from '../../domain/revocation/revocation.service.js';
import type { SharedState } from '../../domain/shared-state/shared-state.js';
import { AccessTokenIssuer } from '../../domain/tokens/access-token-issuer.js';
import type { LiveTokenRegister } from '../../domain/revocation/live-token-register.js';
import { composeApiKeys } from './api-keys.js';
import { composeAudit, type Audit } from './audit.js';
import { composeHistory } from './history.js';
import { ErrorLog } from './error-log.js';
import { composeKeys } from './keys.js';
import { composeServices, type Services } from './services.js';
import { MAX_TTL_SECONDS, type ResolvedOptions } from './resolved-options.js';
import { temporarilyUnavailable } from '../../oauth/errors.js';
import type { ApiKeyCheck } from '../../oauth/ports/api-key-check.js';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { RevocationCheck } from '../../oauth/ports/revocation-check.js';

/** DI token of the {@link M2MAuthCore}. */
export const M2M_AUTH_CORE = Symbol.for('nestjs-m2m-auth/core');

const GRACE_IN_USE = temporarilyUnavailable({
  detail: 'nobody can tell what was revoked; tokens that were live a moment ago are let through (mode grace)',
});

/** What the core stands on: all that differs between deployments. */
export interface CoreParts {
  readonly options: ResolvedOptions;
  readonly persistence: Persistence;
  readonly sharedState: SharedState;
  readonly clock: Clock;
  readonly random: RandomSource;
}

/** The domain, put together once. Nest's providers hand out its members. */
export class M2MAuthCore {
  readonly feed: ChangeFeed;
  private readonly history: History;
  readonly keys: KeyRing;
  readonly signingKeys: SigningKeysService;
  readonly revocations: RevocationCheck;
  readonly revocation: RevocationService;
  readonly cache: ClientCache;
  readonly authenticator: ClientAuthenticator;
  readonly failures: FailureGrid;
  readonly services: Services;
  readonly apiKeys: ApiKeysService;
  /** Null where guards accept no API keys. */
  readonly apiKeyCheck: ApiKeyCheck | null;
  readonly tokens: AccessTokenIssuer;
  readonly liveTokens: LiveTokenRegister | null;
  readonly auditEvents: AuditEventsService;
  /** Null when token traffic is not audited. */
  readonly traffic: TokenTraffic | null;
  readonly endpointAudit: EndpointAudit;
  readonly actors = new RequestActors();
  private readonly audit: Audit;
  private readonly secretUses: SecretUses;
  private readonly keySchedule: KeySchedule | null;
  private readonly loop: ChangeLoop;
  private readonly logger = new Logger('M2MAuth');
  private readonly errors: ErrorLog;
  private started = false;
  private retired = false;
  private stopping: Promise<void> | undefined;

  constructor(private readonly parts: CoreParts) {
    const { options, persistence, sharedState, clock, random } = parts;
    this.errors = new ErrorLog(this.logger, clock);
    const onError = (error: unknown): void => this.report(error);
    const bound = { maxLifetimeSeconds: MAX_TTL_SECONDS, clockSkewSeconds: options.clockSkewSeconds };
    const hasher = new BcryptSecretHasher({ clock });
    this.failures = new FailureGrid(clock);
    this.audit = composeAudit({
      options,
      persistence,
      clock,
      random,
      actors: this.actors,
      knowsClient: (clientId) => this.cache.knows(clientId),
      onError,
    });
    this.traffic = this.audit.traffic;
    this.endpointAudit = this.audit.endpoints;
    this.auditEvents = new AuditEventsService(persistence.auditEvents);
    this.liveTokens = options.liveTokens ? sharedState.liveTokens : null;
    const truth = composeHistory({ persistence, sharedState, bound, clock, logger: this.logger });
    this.history = truth.history;
    this.feed = new ChangeFeed(this.history, clock);
    const recent = this.recentLiveTokens(bound);
    const projecting: Pick<RevocationProjection, 'project'> = {
      project: async (denials) => {
        recent?.deny(denials);
        return sharedState.projection.project(denials);
      },
    };
    const writer = new ChangeWriter(
      truth.writes,
      this.feed,
      projecting,
      sharedState.notifier,
      this.audit.trail,
      this.history,
    );
    const rehashes = new SecretRehashWriter(writer);
    const preparer = new SecretPreparer({ random, hasher, hashing: options.hashing });
    const keys = composeKeys(options.signing, {
      persistence,
      feed: this.feed,
      writer,
      bound,
      clock,
      random,
      onError,
      warn: (message) => this.logger.warn(message),
    });
    this.keys = keys.ring;
    this.signingKeys = keys.service;
    this.keySchedule = keys.schedule;
    const checker = new RevocationChecker(
      sharedState.projection,
      truth.denials,
      new CircuitBreaker(clock),
      onError,
    );
    this.revocations =
      recent === null ? checker : new GraceCheck(checker, recent, clock, () => this.report(GRACE_IN_USE));
    this.revocation = new RevocationService(writer, this.liveTokens, bound, clock);
    this.cache = new ClientCache(truth.clients, this.feed);
    this.secretUses = new SecretUses({ store: persistence, clock, onError });
    this.authenticator = new ClientAuthenticator(
      this.cache,
      new ClientSecretAuthenticator({
        hasher,
        clock,
        random,
        hashing: options.hashing,
        onRehash: (...rehash) => rehashes.write(...rehash),
        onUse: (secretId) => this.secretUses.note(secretId),
      }),
      this.failures,
    );
    this.services = composeServices({
      options,
      persistence,
      writer,
      authenticator: this.authenticator,
      preparer,
      hasher,
      bound,
      clock,
      random,
      onError,
    });
    const apiKeys = composeApiKeys({
      reads: truth.apiKeys,
      persistence,
      feed: this.feed,
      writer,
      failures: this.failures,
      clock,
      random,
      audience: options.audiences,
      warn: (message) => this.logger.warn(message),
    });
    this.apiKeys = apiKeys.service;
    this.apiKeyCheck = options.apiKeys ? apiKeys.check : null;
    this.tokens = new AccessTokenIssuer(options, this.keys, this.liveTokens, clock, random);
    this.loop = new ChangeLoop(
      this.feed,
      { catchUp: () => sharedState.projection.catchUp(this.history.position) },
      sharedState.notifier,
      this.audit.purging,
      clock,
      onError,
    );
    // A pass may have been begun by somebody's request, who has no part in what is due.
    this.loop.eachPass(() =>
      this.actors.nobody(() => {
        void keys.schedule?.tend();
        void this.services.unusedRegistrations?.tend();
      }),
    );
    this.loop.eachPass(() => void this.secretUses.tend());
  }

  private recentLiveTokens(bound: TokenLifetimeBound): RecentLiveTokens | null {
    const { graceMs } = this.parts.options;
    if (graceMs === null) return null;
    const denialMs = (bound.maxLifetimeSeconds + bound.clockSkewSeconds) * 1_000;
    const recent = new RecentLiveTokens({ graceMs, denialMs }, this.parts.clock);
    this.feed.onChanges((batch) => recent.drop(batch));
    return recent;
  }

  /** True from the moment that this process has read the truth and projected it once, until its shutdown begins. */
  get ready(): boolean {
    return this.started && !this.retired && this.parts.sharedState.projection.projectedOnce;
  }

  get revocationMetrics(): RevocationMetrics {
    const { agreedAt, ...progress } = this.parts.sharedState.projection.progress;
    const lagMs = agreedAt === null ? null : Math.round(this.parts.clock.monotonic() - agreedAt);
    return {
      ...progress,
      identity: this.history.identity && shortIdentity(this.history.identity),
      committedSeq: this.feed.committed,
      lagMs,
    };
  }

  /**
   * When it fails, nothing stays open.
   *
   * @throws with the remedy when the schema does not fit or no key can be used.
   */
  async start(): Promise<void> {
    try {
      await this.open();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  private async open(): Promise<void> {
    const { persistence, sharedState } = this.parts;
    if (!persistence.durable) {
      this.logger.warn('Clients, keys and revocations are kept in memory and are lost at the next restart.');
    }
    await persistence.prepare();
    await this.feed.read();
    await this.keys.start();
    await sharedState.projection.start(this.history);
    const { identity } = this.history.position;
    for (const warning of await sharedState.inspect(identity)) this.logger.warn(warning);
    // A shutdown may have begun meanwhile; what has stopped starts nothing more.
    if (this.stopping) return;
    this.loop.start();
    await this.loop.pass();
    if (this.stopping) return;
    this.traffic?.start();
    this.started = true;
  }

  /** The shutdown has begun: not ready for new traffic, but requests are still answered. */
  retire(): void {
    this.retired = true;
  }

  /** Ends every timer and connection and writes what is held in memory. Further calls wait for the first one. */
  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async end(): Promise<void> {
    this.retire();
    await this.loop.stop();
    await this.keySchedule?.stop();
    await this.services.unusedRegistrations?.stop();
    await this.secretUses.stop();
    const lost = await this.audit.stop();
    if (lost > 0) this.logger.error(`${lost} records of the audit could not be written and are lost.`);
    await this.parts.sharedState.close();
  }

  /** Tells the log of a failure that nobody else will see. */
  report(error: unknown): void {
    this.errors.report(error);
  }
}
