import { denialMember, type Denial } from '../../domain/changes/denial.js';

/** Clocks of servers differ: a member stays a little longer than the last token it concerns. */
const SLACK_MS = 120_000;
const CHUNK = 1_000;

/** Arguments of `ZADD … GT`: of two expiries of one denial the later wins, in whichever order they arrive. */
export const denialScores = (denials: readonly Denial[]): (string | number)[] =>
  denials.flatMap((denial) => [scoreOf(denial), denialMember(denial)]);

const scoreOf = (denial: Denial): number => {
  const score = denial.expiresAt.getTime() + SLACK_MS;
  // Redis would refuse this member alone and carry out the rest of the transaction, the stamp included.
  if (!Number.isFinite(score)) throw new Error('a denial has no valid expiry');
  return score;
};

/** The same in commands of bounded size, so that none holds up the guards. */
export const denialScoreChunks = (denials: readonly Denial[]): (string | number)[][] => {
  const chunks: (string | number)[][] = [];
  for (let from = 0; from < denials.length; from += CHUNK)
    chunks.push(denialScores(denials.slice(from, from + CHUNK)));
  return chunks;
};
