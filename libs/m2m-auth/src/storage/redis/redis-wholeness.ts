import type { ChainableCommander } from 'ioredis';
import { isAhead } from '../../domain/changes/position.js';
import type { HighestSeq } from './highest-seq.js';
import type { DenialKeys } from './redis-keys.js';
import { incarnationOf } from './redis-node.js';
import { readStamp, STAMP_FIELDS } from './redis-stamp.js';

/** How many replies the questions of {@link askWholeness} bring. */
export const WHOLENESS_REPLIES = 4;

/** Asks by which a node shows whether its projection may be believed. */
export const askWholeness = (
  commands: ChainableCommander,
  { meta, confirmed }: DenialKeys,
): ChainableCommander =>
  commands
    .info('server')
    .info('replication')
    .hmget(meta, ...STAMP_FIELDS)
    .exists(confirmed);

/**
 * What the replies say: `whole` only on a master, in the life that was stamped, of the same database, with a seq, confirmed,
 * and not older than what was seen before.
 *
 * @param floor the highest place from before the question: what is stamped while it is on its way would make a good answer
 * look old.
 */
export const judgeWholeness = (
  [server, replication, stamp, present]: readonly unknown[],
  highest: HighestSeq,
  floor: HighestSeq['value'],
): 'whole' | 'doubtful' | 'no master' => {
  const stamped = readStamp(stamp);
  const incarnation = incarnationOf(server, replication);
  highest.pin(stamped.identity);
  const own = stamped.identity === (highest.identity ?? '');
  if (own) highest.raise(stamped);
  if (incarnation === null) return 'no master';
  // Another database's denials say nothing about these tokens.
  if (!own) return 'doubtful';
  // A stamp that tells no seq is not behind a process that has seen none either.
  if (stamped.seq < 0) return 'doubtful';
  return incarnation === stamped.inc && present === 1 && !isAhead(floor, stamped) ? 'whole' : 'doubtful';
};
