import type { Redis } from 'ioredis';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { DenialSource } from '../../domain/revocation/revocation-projection.js';
import { denialScoreChunks } from './denial-scores.js';
import { stampedSeq, type HighestSeq } from './highest-seq.js';
import { COUNTER, LIFE, SENTINEL, UNSWEPT, type DenialKeys } from './redis-keys.js';
import { incarnationOf } from './redis-node.js';
import { committed, replies } from './replies.js';

/** How long an authorization server's word that the projection is whole holds, in seconds. */
export const CONFIRMED_SECONDS = 300;
const MARKER_MS = 300_000;
const ATTEMPTS = 3;
const STAMP_ATTEMPTS = 50;

/** What one rebuild needs; the connection is its own and ends with it. */
export interface RebuildContext {
  readonly keys: DenialKeys;
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
 * @throws Error when Redis or the truth does not answer, or the data went away under every attempt; the next pass tries again.
 */
export const rebuild = async (context: RebuildContext): Promise<void> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) if (await rebuildOnce(context)) return;
  throw new Error('the data went away during every attempt');
};

/** One run through the five steps on one connection. False: the data went away meanwhile, so begin again. */
const rebuildOnce = async (context: RebuildContext): Promise<boolean> => {
  const { keys, clock, random, source } = context;
  const connection = await context.connect();
  try {
    // 1. In the set itself and before the read: whatever takes the data away after this takes the marker too.
    const marker = `~${random.uuid()}`;
    const [server, replication] = replies(
      await connection.pipeline().info('server').info('replication').exec(),
    );
    const incarnation = incarnationOf(server, replication);
    if (incarnation === null) throw new Error('not a master');
    await connection.zadd(keys.deny, clock.now() + MARKER_MS, marker);
    // 2.
    const snapshot = await source.snapshotDenials();
    // 3.
    for (const chunk of denialScoreChunks(snapshot.denials)) await connection.zadd(keys.deny, 'GT', ...chunk);
    // 4. and 5.
    for (let attempt = 0; attempt < STAMP_ATTEMPTS; attempt += 1) {
      const outcome = await stamp(connection, context, { marker, incarnation, seq: snapshot.seq });
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
  readonly seq: number;
}

const stamp = async (
  connection: Redis,
  { keys, highest, random }: RebuildContext,
  { marker, incarnation, seq }: Stamp,
): Promise<'stamped' | 'aborted' | 'marker gone'> => {
  const { deny, meta, confirmed } = keys;
  const [, score, field] = replies(
    await connection.pipeline().watch(deny, meta).zscore(deny, marker).hget(meta, 'seq').exec(),
  );
  if (score === null) return 'marker gone';
  const known = Math.max(seq, stampedSeq(field), highest.value);
  const result = await connection
    .multi()
    // Another life: what was counted before does not tell what this rebuild has put there.
    .zadd(deny, '+inf', SENTINEL, UNSWEPT + random.bytes(6).readUIntBE(0, 6), LIFE)
    .zadd(deny, 'GT', UNSWEPT, COUNTER)
    .hset(meta, 'seq', known, 'inc', incarnation)
    .set(confirmed, '1', 'EX', CONFIRMED_SECONDS)
    .zrem(deny, marker)
    .exec();
  if (!committed(result)) return 'aborted';
  highest.raise(known);
  return 'stamped';
};
