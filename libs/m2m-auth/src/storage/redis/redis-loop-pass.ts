import type { Redis } from 'ioredis';
import type { Clock } from '../../oauth/ports/clock.js';
import type { DenialSource } from '../../domain/revocation/revocation-projection.js';
import { addDenials } from './denial-additions.js';
import { stampedSeq, type HighestSeq } from './highest-seq.js';
import { COUNTER, LIFE, SENTINEL, type DenialKeys } from './redis-keys.js';
import { incarnationOf } from './redis-node.js';
import { CONFIRMED_SECONDS } from './redis-rebuild.js';
import { committed as carriedOut, replies } from './replies.js';

/** The caller has read the truth at most a second ago: together no more than the two that the protocol gives. */
const MAX_PASS_MS = 1_000;

export interface PassContext {
  readonly keys: DenialKeys;
  readonly highest: HighestSeq;
  readonly source: DenialSource;
  readonly clock: Clock;
}

/**
 * One pass of the loop on a connection of its own: adds what is missing and confirms a projection that is whole.
 * It never stamps the incarnation: it has not put everything there, so it cannot vouch for the node.
 *
 * @returns `rebuild` when something is missing that only a rebuild brings back; `aborted` leaves it to the next pass.
 */
export const loopPass = async (
  connection: Redis,
  { keys, highest, source, clock }: PassContext,
  committed: number,
): Promise<'whole' | 'aborted' | 'rebuild'> => {
  const { deny, meta, confirmed } = keys;
  const began = clock.monotonic();
  const projected = highest.value;
  const [, server, replication, scores, stamp] = replies(
    await connection
      .pipeline()
      .watch(meta)
      .info('server')
      .info('replication')
      .zmscore(deny, SENTINEL, LIFE, COUNTER)
      .hmget(meta, 'seq', 'inc')
      .exec(),
  );
  const [seqField, inc] = Array.isArray(stamp) ? (stamp as unknown[]) : [];
  const seq = stampedSeq(seqField);
  const incarnation = incarnationOf(server, replication);
  if (incarnation === null) throw new Error('not a master');
  const lacking = !Array.isArray(scores) || scores.includes(null);
  if (lacking || seq < projected || inc !== incarnation) {
    await connection.unwatch();
    return 'rebuild';
  }
  const missing = committed > seq ? await source.denialsBetween(seq, committed) : [];
  if (clock.monotonic() - began > MAX_PASS_MS) throw new Error('the pass took too long');
  const transaction = connection.multi();
  addDenials(transaction, keys, missing);
  // Written only when it rises: a write that changes nothing would abort every other process that watches it.
  if (committed > seq) transaction.hset(meta, 'seq', committed);
  transaction.set(confirmed, '1', 'EX', CONFIRMED_SECONDS);
  if (!carriedOut(await transaction.exec())) return 'aborted';
  highest.raise(Math.max(seq, committed));
  return 'whole';
};
