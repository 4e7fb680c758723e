import type { ChainableCommander } from 'ioredis';
import { stampedSeq, type HighestSeq } from './highest-seq.js';
import type { DenialKeys } from './redis-keys.js';
import { incarnationOf } from './redis-node.js';

/** How many replies the questions of {@link askWholeness} bring. */
export const WHOLENESS_REPLIES = 4;

/** Asks by which a node shows whether its projection may be believed. */
export const askWholeness = (
  commands: ChainableCommander,
  { meta, confirmed }: DenialKeys,
): ChainableCommander =>
  commands.info('server').info('replication').hmget(meta, 'seq', 'inc').exists(confirmed);

/**
 * What the replies say: `whole` only on a master, in the life that was stamped, confirmed, and not older than what was
 * seen before.
 *
 * @param floor the highest seq from before the question: what is stamped while it is on its way would make a good answer
 * look old.
 */
export const judgeWholeness = (
  [server, replication, stamp, present]: readonly unknown[],
  highest: HighestSeq,
  floor: number,
): 'whole' | 'doubtful' | 'no master' => {
  const [seqField, inc] = Array.isArray(stamp) ? (stamp as unknown[]) : [];
  const seq = stampedSeq(seqField);
  const incarnation = incarnationOf(server, replication);
  highest.raise(seq);
  if (incarnation === null) return 'no master';
  return incarnation === inc && present === 1 && seq >= floor ? 'whole' : 'doubtful';
};
