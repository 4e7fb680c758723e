import type { Redis } from 'ioredis';
import type { HighestSeq } from './highest-seq.js';
import { COUNTER, LIFE, SENTINEL, type DenialKeys } from './redis-keys.js';
import { askWholeness, judgeWholeness, WHOLENESS_REPLIES } from './redis-wholeness.js';
import { replies } from './replies.js';

/** The projection as it stood at one instant. */
export interface Sight {
  /** Which life of the set it was: another one after every rebuild. */
  readonly life: string;
  /** How many additions had been counted. */
  readonly count: number;
  /** The newest entries of the log, at most as many as were asked for. */
  readonly entries: readonly string[];
}

/**
 * Looks at the projection in one transaction: whether it may be believed and what was added last, of one instant and of one
 * node. Between two commands a node could be demoted and hold other data.
 *
 * @returns null when nobody can tell.
 * @throws Error when the node does not answer in time.
 */
export const look = async (
  connection: Redis,
  keys: DenialKeys,
  highest: HighestSeq,
  entries: number,
): Promise<Sight | null> => {
  const floor = highest.value;
  const answers = replies(
    await askWholeness(connection.multi(), keys)
      .zmscore(keys.deny, SENTINEL, LIFE, COUNTER)
      .lrange(keys.log, 0, entries - 1)
      .exec(),
  );
  const [scores, log] = answers.slice(WHOLENESS_REPLIES);
  if (judgeWholeness(answers, highest, floor) !== 'whole') return null;
  const [sentinel = null, life = null, counter = null] = Array.isArray(scores) ? (scores as unknown[]) : [];
  if (sentinel === null || typeof life !== 'string' || typeof counter !== 'string') return null;
  return { life, count: Number(counter), entries: Array.isArray(log) ? (log as string[]) : [] };
};
