import type { Redis } from 'ioredis';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { DenialSource } from '../../domain/changes/revocation-projection.js';
import { denialScoreChunks } from './denial-scores.js';
import { isAhead, type Position } from '../../domain/changes/position.js';
import type { HighestSeq } from './highest-seq.js';
import { COUNTER, LIFE, SENTINEL, UNSWEPT, type DenialKeys } from './redis-keys.js';
import { incarnationOf } from './redis-node.js';
import { readStamp, requireIdentity, STAMP_FIELDS, stampOf } from './redis-stamp.js';
import { committed, replies } from './replies.js';

/** How long an authorization server's word that the projection is whole holds, in seconds. */
export const CONFIRMED_SECONDS = 300;
const MARKER_MS = 300_000;
const ATTEMPTS = 3;
const STAMP_ATTEMPTS = 50;

/** What one rebuild needs; the connection is its own and ends with it. */
export interface RebuildContext {
  readonly keys: DenialKeys;
  readonly keyPrefix: string;
  /** Of the database whose denials these are. */
  readonly identity: string;
  readonly highest: HighestSeq;
  readonly source: DenialSource;
  readonly clock: Clock;
  readonly random: RandomSource;
  connect(): Promise<Redis>;
}

/**
 * Makes the projection whole again, beside any number of others that do the same. Nothing is removed but its own
 * marker, and additions commute, so neither revocations nor other rebuilders can be undone.
 *
 * @throws ForeignDatabaseError when the projection is that of another database; nothing is written then.
 * @throws Error when Redis or the truth does not answer, or the data went away under every attempt; the next pass tries again.
 */
export const rebuild = async (context: RebuildContext): Promise<void> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) if (await rebuildOnce(context)) return;
  throw new Error('the data went away during every attempt');
};

/** One run through the five steps on one connection. False: the data went away meanwhile, so begin again. */
const rebuildOnce = async (context: RebuildContext): Promise<boolean> => {
  const { keys, keyPrefix, identity, clock, random, source } = context;
  const connection = await context.connect();
  try {
    // 1. In the set itself and before the read: whatever takes the data away after this takes the marker too.
    const marker = `~${random.uuid()}`;
    const [server, replication] = replies(
      await connection.pipeline().info('server').info('replication').exec(),
    );
    const incarnation = incarnationOf(server, replication);
    if (incarnation === null) throw new Error('not a master');
    // Claimed in one step, so that of two databases that find Redis empty only one writes there.
    const [, claimed] = replies(
      await connection.pipeline().hsetnx(keys.meta, 'identity', identity).hget(keys.meta, 'identity').exec(),
    );
    requireIdentity(String(claimed), identity, keyPrefix);
    await connection.zadd(keys.deny, clock.now() + MARKER_MS, marker);
    // 2.
    const snapshot = await source.snapshotDenials();
    // 3.
    for (const chunk of denialScoreChunks(snapshot.denials)) await connection.zadd(keys.deny, 'GT', ...chunk);
    // 4. and 5.
    for (let attempt = 0; attempt < STAMP_ATTEMPTS; attempt += 1) {
      const outcome = await stamp(connection, context, { marker, incarnation, position: snapshot.position });
      if (outcome !== 'aborted') return outcome === 'stamped';
    }
    throw new Error('the projection was written to during every attempt to stamp it');
  } finally {
    connection.disconnect();
  }
};

interface Stamp {
  readonly marker: string;
  readonly incarnation: string;
  readonly position: Position;
}

const stamp = async (
  connection: Redis,
  { keys, keyPrefix, highest, random }: RebuildContext,
  { marker, incarnation, position }: Stamp,
): Promise<'stamped' | 'aborted' | 'marker gone'> => {
  const { deny, meta, confirmed } = keys;
  const [, score, reply] = replies(
    await connection
      .pipeline()
      .watch(deny, meta)
      .zscore(deny, marker)
      .hmget(meta, ...STAMP_FIELDS)
      .exec(),
  );
  if (score === null) return 'marker gone';
  const stamped = readStamp(reply);
  requireIdentity(stamped.identity, position.identity, keyPrefix);
  // Whoever stamped a later position has put its denials there too.
  const furthest = isAhead(stamped, position) ? stamped : position;
  const result = await connection
    .multi()
    // Another life: what was counted before does not tell what this rebuild has put there.
    .zadd(deny, '+inf', SENTINEL, UNSWEPT + random.bytes(6).readUIntBE(0, 6), LIFE)
    .zadd(deny, 'GT', UNSWEPT, COUNTER)
    .hset(meta, { ...stampOf(furthest), inc: incarnation })
    .set(confirmed, '1', 'EX', CONFIRMED_SECONDS)
    .zrem(deny, marker)
    .exec();
  if (!committed(result)) return 'aborted';
  highest.raise(furthest);
  return 'stamped';
};
