import type { ChainableCommander } from 'ioredis';
import type { Denial } from '../../domain/changes/denial.js';
import { denialScoreChunks } from './denial-scores.js';
import { COUNTER, type DenialKeys } from './redis-keys.js';

/** Further behind, a local copy is read anew. */
export const LOG_LENGTH = 10_000;
/** Copies look several times a second; after this long without an addition nobody needs the list. */
const LOG_MS = 60_000;

const ENTRY = /^(\d+(?:\.\d+)?) (.+)$/s;

/** An entry of the log: the score and the member that were added. Undefined when it is none. */
export const readLogEntry = (entry: string): readonly [member: string, score: number] | undefined => {
  const [, score, member] = ENTRY.exec(entry) ?? [];
  return score === undefined || member === undefined ? undefined : [member, Number(score)];
};

/**
 * Adds denials within a transaction, so that local copies can follow: what is added is counted inside the set itself and
 * listed beside it in one step. A copy that does not find in the list as many entries as were counted reads the whole set.
 */
export const addDenials = (
  transaction: ChainableCommander,
  { deny, log }: DenialKeys,
  denials: readonly Denial[],
): void => {
  for (const scores of denialScoreChunks(denials)) {
    const entries: string[] = [];
    for (let at = 0; at < scores.length; at += 2) entries.push(`${scores[at]} ${scores[at + 1]}`);
    transaction.zadd(deny, 'GT', ...scores);
    transaction.zincrby(deny, entries.length, COUNTER);
    transaction.lpush(log, ...entries);
  }
  if (denials.length > 0) transaction.ltrim(log, 0, LOG_LENGTH - 1).pexpire(log, LOG_MS);
};
