import { hasGoneBack } from '../../libs/m2m-auth/src/domain/changes/position.js';
import type { Place, State, Truth } from './state.js';
import type { Mutation } from './mutations.js';

const bit = (index: number): number => 1 << index;

/** Denials of the truth with `after < seq ≤ through` (typeorm-revocation-reader.ts `denialsBetween`). */
export const denialsOf = ({ deniedAt }: Truth, after = 0, through = Number.POSITIVE_INFINITY): number =>
  deniedAt.reduce((mask, seq, index) => (seq > after && seq <= through ? mask | bit(index) : mask), 0);

/** The mark of a seq as `m2m_changes` has it (typeorm-revocation-reader.ts `markOf`). */
export const markThen = ({ marks }: Truth, seq: number): string | null => marks[seq] || null;

/** The comparison of the code itself, unless a mutation takes something out of what is remembered. */
export const goneBack = (truth: Truth, remembered: Place, mutation: Mutation | null): boolean => {
  const { place } = truth;
  if (mutation === 'no timeline') return place.seq < remembered.seq;
  const then = mutation === 'no mark' ? null : markThen(truth, remembered.seq);
  const now = mutation === 'no mark' ? { ...place, mark: remembered.mark } : place;
  return hasGoneBack(now, remembered, then);
};

export const samePlace = (a: Place, b: Place): boolean =>
  a.timeline === b.timeline && a.seq === b.seq && a.mark === b.mark;

/** A mark that nobody else has. */
const nextMark = (state: State): string => {
  state.marks += 1;
  return String.fromCharCode(96 + state.marks);
};

/** Puts another state of the truth in place of the present one, which a rewind may bring back. */
const replace = (state: State, next: { place: Place; added: number }): void => {
  const { truth } = state;
  if (state.left.rewinds > 0) state.past = [...state.past, truth];
  const marks = [...truth.marks];
  while (marks.length < next.place.seq) marks.push('');
  marks[next.place.seq] = next.place.mark;
  const deniedAt = truth.deniedAt.map((seq, index) => (next.added & bit(index) ? next.place.seq : seq));
  state.truth = { place: next.place, marks, deniedAt };
};

/** One committed transaction that writes a denial (record-changes.ts); the counter's row is locked until the commit. */
export const commit = (state: State, denial: number): Place => {
  const { timeline, seq } = state.truth.place;
  replace(state, { place: { timeline, seq: seq + 1, mark: nextMark(state) }, added: denial });
  return state.truth.place;
};

/** revise-history.ts `reviseHistory`, which is one transaction behind the counter's row. Epochs are left out. */
export const revise = (
  state: State,
  { expected, seen, denials }: { expected: Place | null; seen: Place; denials: number },
  mutation: Mutation | null,
): Place => {
  const { place } = state.truth;
  const began = expected !== null && expected.timeline === place.timeline && mutation !== 'no new timeline';
  const recovered = mutation === 'no recovery' ? 0 : denials & ~denialsOf(state.truth);
  if (!began && recovered === 0) return place;
  const highest = mutation === 'no move above the highest seen' ? place.seq : Math.max(place.seq, seen.seq);
  if (began) state.timelines += 1;
  const timeline = began ? state.timelines : place.timeline;
  replace(state, { place: { timeline, seq: highest + 1, mark: nextMark(state) }, added: recovered });
  return state.truth.place;
};
