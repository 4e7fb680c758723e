import type { Redis } from 'ioredis';
import type { Clock } from '../../oauth/ports/clock.js';
import { isAhead, type Position } from '../../domain/changes/position.js';
import type { Denial } from '../../domain/changes/denial.js';
import type { DenialSource } from '../../domain/changes/revocation-projection.js';
import { addDenials } from './denial-additions.js';
import type { HighestSeq } from './highest-seq.js';
import { COUNTER, LIFE, SENTINEL, type DenialKeys } from './redis-keys.js';
import { incarnationOf } from './redis-node.js';
import { CONFIRMED_SECONDS } from './redis-rebuild.js';
import { readStamp, requireIdentity, STAMP_FIELDS, stampOf } from './redis-stamp.js';
import { committed as carriedOut, replies } from './replies.js';

/** The caller has read the truth at most a second ago: together no more than the two that the protocol gives. */
const MAX_PASS_MS = 1_000;

export interface PassContext {
  readonly keys: DenialKeys;
  readonly keyPrefix: string;
  readonly highest: HighestSeq;
  readonly source: DenialSource;
  readonly clock: Clock;
  /** Every denial of the projection, for a truth that has lost some. */
  readonly recall: () => Promise<readonly Denial[]>;
}

/**
 * One pass of the loop on a connection of its own: adds what is missing and confirms a projection that is whole.
 * It never stamps the incarnation: it has not put everything there, so it cannot vouch for the node.
 *
 * @param position where the truth stood when it was read just now.
 * @returns `rebuild` when something is missing that only a rebuild brings back; `aborted` leaves it to the next pass.
 * @throws ForeignDatabaseError when the projection is that of another database.
 */
export const loopPass = async (
  connection: Redis,
  { keys, keyPrefix, highest, source, clock, recall }: PassContext,
  position: Position,
): Promise<'whole' | 'aborted' | 'rebuild'> => {
  const { deny, meta, confirmed } = keys;
  const began = clock.monotonic();
  const projected = highest.value;
  const [, server, replication, scores, reply] = replies(
    await connection
      .pipeline()
      .watch(meta)
      .info('server')
      .info('replication')
      .zmscore(deny, SENTINEL, LIFE, COUNTER)
      .hmget(meta, ...STAMP_FIELDS)
      .exec(),
  );
  const stamp = readStamp(reply);
  const incarnation = incarnationOf(server, replication);
  if (incarnation === null) throw new Error('not a master');
  requireIdentity(stamp.identity, position.identity, keyPrefix);
  const lacking = !Array.isArray(scores) || scores.includes(null);
  // A stamp of the very position that was read needs no look into the history.
  const agreed = stamp.seq < 0 || (stamp.seq === position.seq && stamp.mark === position.mark);
  const truth = agreed ? position : await source.reconcile(stamp, recall);
  const older = isAhead(projected, stamp) || stamp.timeline !== truth.timeline;
  if (lacking || older || stamp.inc !== incarnation) {
    await connection.unwatch();
    return 'rebuild';
  }
  // Only what was read before the pass is known to be complete.
  const behind = position.timeline === stamp.timeline && position.seq > stamp.seq;
  const missing = behind ? await source.denialsBetween(stamp.seq, position.seq) : [];
  if (clock.monotonic() - began > MAX_PASS_MS) throw new Error('the pass took too long');
  const transaction = connection.multi();
  addDenials(transaction, keys, missing);
  // Written only when it rises: a write that changes nothing would abort every other process that watches it.
  if (behind) transaction.hset(meta, stampOf(position));
  transaction.set(confirmed, '1', 'EX', CONFIRMED_SECONDS);
  if (!carriedOut(await transaction.exec())) return 'aborted';
  highest.raise(behind ? position : stamp);
  return 'whole';
};
