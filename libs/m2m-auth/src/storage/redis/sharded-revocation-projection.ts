import type { RevocationVerdict, TokenIdentity } from '../../oauth/ports/revocation-check.js';
import type { Position } from '../../domain/changes/position.js';
import type { CommittedDenial, Denial } from '../../domain/changes/denial.js';
import type { ProjectionProgress } from '../../domain/changes/revocation-metrics.js';
import type { DenialSource } from '../../domain/changes/revocation-projection.js';
import type { DenialShard } from './denial-shard.js';
import { shardOf, shardSource, standsIn } from './shard-of.js';

/**
 * One projection in several shards, each whole, trusted and rebuilt for itself: a guard asks the one of the token's epoch,
 * so a shard that cannot tell leaves the others alone. A revocation is acknowledged by all that it concerns.
 */
export class ShardedRevocationProjection implements DenialShard {
  /** @param open opens the connections that are nobody's own. */
  constructor(
    private readonly shards: readonly DenialShard[],
    private readonly open: () => Promise<void> = () => Promise.resolve(),
  ) {}

  get projectedOnce(): boolean {
    return this.shards.every(({ projectedOnce }) => projectedOnce);
  }

  /** That of the shard that is furthest behind. */
  get progress(): ProjectionProgress {
    const each = this.shards.map(({ progress }) => progress);
    const agreed = each.flatMap(({ agreedAt }) => (agreedAt === null ? [] : [agreedAt]));
    return {
      projectedSeq: Math.min(...each.map(({ projectedSeq }) => projectedSeq)),
      timeline: Math.min(...each.map(({ timeline }) => timeline)),
      agreedAt: agreed.length < each.length ? null : Math.min(...agreed),
      trusted: each.every(({ trusted }) => trusted),
      rebuilds: each.reduce((sum, { rebuilds }) => sum + rebuilds, 0),
    };
  }

  check(token: TokenIdentity): RevocationVerdict | Promise<RevocationVerdict> {
    return this.shards[shardOf(token.epoch, this.shards.length)]?.check(token) ?? 'unknown';
  }

  async start(source: DenialSource): Promise<void> {
    const { length } = this.shards;
    await this.open();
    await this.each((shard, index) => shard.start(shardSource(source, index, length)));
  }

  async project(denials: readonly CommittedDenial[]): Promise<void> {
    const { length } = this.shards;
    await this.each((shard, index) =>
      shard.project(denials.filter((denial) => standsIn(denial, index, length))),
    );
  }

  async catchUp(position: Position): Promise<void> {
    await this.each((shard) => shard.catchUp(position));
  }

  async recall(): Promise<readonly Denial[]> {
    return (await Promise.all(this.shards.map((shard) => shard.recall()))).flat();
  }

  async compareNow(): Promise<void> {
    await this.each((shard) => shard.compareNow());
  }

  async follow(): Promise<void> {
    await this.each((shard) => shard.follow());
  }

  async close(): Promise<void> {
    await this.each((shard) => shard.close());
  }

  /** Waits for all of them, and then throws what the first one threw that failed. */
  private async each(act: (shard: DenialShard, index: number) => Promise<void>): Promise<void> {
    const outcomes = await Promise.allSettled(this.shards.map(act));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason as Error;
  }
}
