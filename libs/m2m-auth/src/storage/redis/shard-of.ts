import type { CommittedDenial, Denial } from '../../domain/changes/denial.js';
import type { DenialSource } from '../../domain/changes/revocation-projection.js';

/** The shard that holds what concerns the tokens of an epoch. */
export const shardOf = (epoch: number, shards: number): number => epoch % shards;

/** A key signs for every epoch, and so does a token whose epoch was not told: such a denial stands in every shard. */
const epochOf = ({ kind, id, epoch }: Denial): number => {
  if (kind === 'epoch') return Number(id);
  return kind === 'jti' && epoch !== undefined ? epoch : Number.NaN;
};

/** True when the denial belongs into this shard. */
export const standsIn = (denial: Denial, shard: number, shards: number): boolean => {
  const epoch = epochOf(denial);
  return Number.isSafeInteger(epoch) && epoch >= 0 ? shardOf(epoch, shards) === shard : true;
};

/** The truth as far as it concerns one shard. The counter is that of the whole: it orders them all. */
export const shardSource = (source: DenialSource, shard: number, shards: number): DenialSource => {
  const own = (denials: readonly CommittedDenial[]): readonly CommittedDenial[] =>
    denials.filter((denial) => standsIn(denial, shard, shards));
  return {
    snapshotDenials: async () => {
      const { denials, position } = await source.snapshotDenials();
      return { denials: own(denials), position };
    },
    denialsBetween: async (after, through) => own(await source.denialsBetween(after, through)),
    reconcile: (stamp, recall) => source.reconcile(stamp, recall),
  };
};
