import type { Redis } from 'ioredis';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { RevocationVerdict, TokenIdentity } from '../../oauth/ports/revocation-check.js';
import type { Denial } from '../../domain/revocation/denial.js';
import type { ProjectionProgress } from '../../domain/revocation/revocation-metrics.js';
import type { DenialSource } from '../../domain/revocation/revocation-projection.js';
import type { DenialShard } from './denial-shard.js';
import { HighestSeq } from './highest-seq.js';
import type { RedisConnections } from './redis-connections.js';
import { RedisGuard } from './redis-guard.js';
import { loopPass } from './redis-loop-pass.js';
import { acknowledge } from './redis-acknowledge.js';
import { rebuild } from './redis-rebuild.js';
import type { RedisSettings } from './redis-settings.js';

const SWEEP_INTERVAL_MS = 60_000;
/** Bulk writes of a rebuild may queue behind each other; guards do not wait for them. */
const MIN_REBUILD_TIMEOUT_MS = 1_000;
/** A pass that waited longer for the one before it no longer knows the truth well enough. */
const MAX_WAIT_MS = 1_000;

/** The denials in one sorted set of Redis, for every process at once (revocation-protocol). */
export class RedisRevocationProjection implements DenialShard {
  private readonly highest = new HighestSeq();
  private readonly guard: RedisGuard;
  private source: DenialSource | undefined;
  private loopConnection: Redis | undefined;
  private passing: Promise<void> = Promise.resolve();
  private sweptAt: number;
  private closed = false;
  private agreedAt: number | null = null;
  private rebuilds = 0;

  constructor(
    private readonly connections: RedisConnections,
    private readonly settings: RedisSettings,
    private readonly clock: Clock,
    private readonly random: RandomSource,
  ) {
    this.guard = new RedisGuard(connections.check, settings, this.highest, clock);
    this.sweptAt = clock.monotonic();
  }

  get projectedOnce(): boolean {
    return this.guard.everTrusted;
  }

  get progress(): ProjectionProgress {
    const { agreedAt, rebuilds } = this;
    return { projectedSeq: this.highest.value, agreedAt, trusted: this.guard.trusted, rebuilds };
  }

  async start(source: DenialSource): Promise<void> {
    this.source = source;
    await this.connections.open();
    try {
      const { seq } = await source.snapshotDenials();
      await this.catchUp(seq);
    } catch {
      // The truth is out of reach: the loop goes on trying.
    }
  }

  check(token: TokenIdentity): RevocationVerdict | Promise<RevocationVerdict> {
    return this.guard.check(token);
  }

  async project(denials: readonly Denial[]): Promise<void> {
    if (denials.length === 0) return;
    this.guard.keep(denials);
    await acknowledge(this.connections.writer, this.settings, denials);
  }

  /** One at a time, so that this process has at most one WATCH and one rebuild under way. */
  catchUp(committed: number): Promise<void> {
    const asked = this.clock.monotonic();
    this.passing = this.passing.then(() => this.pass(committed, asked));
    return this.passing;
  }

  compareNow(): Promise<void> {
    return this.guard.compare();
  }

  follow(): Promise<void> {
    return this.guard.follow();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.guard.stop();
    this.loopConnection?.disconnect();
    await this.passing;
  }

  /** A pass that fails drops its connection, with any WATCH on it, and leaves the work to the next. */
  private async pass(committed: number, asked: number): Promise<void> {
    const { source, settings, highest, clock } = this;
    if (source === undefined || this.closed || clock.monotonic() - asked > MAX_WAIT_MS) return;
    const context = { keys: settings.keys, highest, source, clock };
    try {
      const connection = await this.connect();
      const outcome = await loopPass(connection, context, committed);
      if (outcome === 'rebuild') await this.rebuild(source);
      if (outcome !== 'aborted') this.agreedAt = asked;
      await this.sweep(connection);
    } catch {
      this.loopConnection?.disconnect();
      this.loopConnection = undefined;
    }
    if (this.guard.trusted) await this.guard.follow();
    else await this.guard.compare();
  }

  private async rebuild(source: DenialSource): Promise<void> {
    const { settings, highest, clock, random, connections } = this;
    const timeout = Math.max(settings.commandTimeoutMs, MIN_REBUILD_TIMEOUT_MS);
    const connect = (): Promise<Redis> => connections.dedicate(timeout);
    await rebuild({ keys: settings.keys, highest, source, clock, random, connect });
    this.rebuilds += 1;
  }

  private async connect(): Promise<Redis> {
    if (this.loopConnection?.status !== 'ready') {
      this.loopConnection?.disconnect();
      this.loopConnection = await this.connections.dedicate(this.settings.commandTimeoutMs);
    }
    return this.loopConnection;
  }

  /** Expired members go now and then; the sentinel's score is infinite and never among them. */
  private async sweep(connection: Redis): Promise<void> {
    const now = this.clock.monotonic();
    if (now - this.sweptAt < SWEEP_INTERVAL_MS) return;
    this.sweptAt = now;
    await connection.zremrangebyscore(this.settings.keys.deny, '-inf', this.clock.now());
  }
}
