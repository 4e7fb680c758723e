import type { Redis } from 'ioredis';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { RevocationVerdict, TokenIdentity } from '../../oauth/ports/revocation-check.js';
import type { Position } from '../../domain/changes/position.js';
import { ForeignDatabaseError } from '../../domain/stores/persistence-errors.js';
import type { Denial } from '../../domain/changes/denial.js';
import type { ProjectionProgress } from '../../domain/changes/revocation-metrics.js';
import type { DenialSource } from '../../domain/changes/revocation-projection.js';
import type { DenialShard } from './denial-shard.js';
import { HighestSeq } from './highest-seq.js';
import type { RedisConnections } from './redis-connections.js';
import { RedisGuard } from './redis-guard.js';
import { loopPass } from './redis-loop-pass.js';
import { acknowledge } from './redis-acknowledge.js';
import { redisUnavailable } from './redis-errors.js';
import { rebuild } from './redis-rebuild.js';
import { recallDenials } from './redis-recall.js';
import type { RedisSettings } from './redis-settings.js';
import { announcementOf } from './redis-stamp.js';

const SWEEP_INTERVAL_MS = 60_000;
/** Bulk writes of a rebuild may queue behind each other; guards do not wait for them. */
const MIN_REBUILD_TIMEOUT_MS = 1_000;
/** A pass that waited longer for the one before it no longer knows the truth well enough. */
const MAX_WAIT_MS = 1_000;

/** The denials in one sorted set of Redis, for every process at once (revocation-protocol). */
export class RedisRevocationProjection implements DenialShard {
  readonly highest = new HighestSeq();
  private readonly guard: RedisGuard;
  private source: DenialSource | undefined;
  private loopConnection: Redis | undefined;
  private passing: Promise<void> = Promise.resolve();
  private sweptAt: number;
  private closed = false;
  private agreedAt: number | null = null;
  private rebuilds = 0;
  /** Set while Redis holds the projection of another database. */
  private foreign: ForeignDatabaseError | null = null;

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
    const { timeline, seq } = this.highest.value;
    return { projectedSeq: Math.max(0, seq), timeline, agreedAt, trusted: this.guard.trusted, rebuilds };
  }

  async start(source: DenialSource): Promise<void> {
    this.source = source;
    await this.connections.open();
    try {
      const { position } = await source.snapshotDenials();
      this.highest.pin(position.identity);
      await this.catchUp(position);
    } catch {
      // The truth is out of reach, or Redis is another database's: the loop goes on trying, and says so.
    }
  }

  check(token: TokenIdentity): RevocationVerdict | Promise<RevocationVerdict> {
    return this.guard.check(token);
  }

  async project(denials: readonly Denial[]): Promise<void> {
    if (denials.length === 0) return;
    // Before the first pass nobody knows whose projection this is.
    if (this.foreign || this.agreedAt === null)
      throw redisUnavailable('projecting a revocation', this.foreign ?? new Error('not compared yet'));
    this.guard.keep(denials);
    await acknowledge(this.connections.writer, this.settings, denials, announcementOf(this.highest));
  }

  /** One at a time, so that this process has at most one WATCH and one rebuild under way. */
  catchUp(position: Position): Promise<void> {
    const asked = this.clock.monotonic();
    const passed = this.passing.then(() => this.pass(position, asked));
    this.passing = passed.catch(() => undefined);
    return passed;
  }

  recall(): Promise<readonly Denial[]> {
    return recallDenials(this.connections.writer, this.settings.keys);
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

  /**
   * A pass that fails drops its connection, with any WATCH on it, and leaves the work to the next. Only that Redis belongs to
   * another database is told, because no later pass will find it otherwise.
   */
  private async pass(position: Position, asked: number): Promise<void> {
    const { source, settings, highest, clock } = this;
    if (source === undefined || this.closed || clock.monotonic() - asked > MAX_WAIT_MS) return;
    const { keys, keyPrefix } = settings;
    const context = { keys, keyPrefix, highest, source, clock, recall: () => this.recall() };
    this.highest.pin(position.identity);
    try {
      const connection = await this.connect();
      const outcome = await loopPass(connection, context, position);
      if (outcome === 'rebuild') await this.rebuild(source, position.identity);
      if (outcome !== 'aborted') this.agreedAt = asked;
      this.foreign = null;
      await this.sweep(connection);
    } catch (error) {
      this.loopConnection?.disconnect();
      this.loopConnection = undefined;
      this.foreign = error instanceof ForeignDatabaseError ? error : this.foreign;
      if (error === this.foreign) throw error;
    }
    if (this.guard.trusted) await this.guard.follow();
    else await this.guard.compare();
  }

  private async rebuild(source: DenialSource, identity: string): Promise<void> {
    const { settings, highest, clock, random, connections } = this;
    const timeout = Math.max(settings.commandTimeoutMs, MIN_REBUILD_TIMEOUT_MS);
    const connect = (): Promise<Redis> => connections.dedicate(timeout);
    const { keys, keyPrefix } = settings;
    await rebuild({ keys, keyPrefix, identity, highest, source, clock, random, connect });
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
