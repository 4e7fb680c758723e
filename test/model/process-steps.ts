import { isAhead } from '../../libs/m2m-auth/src/domain/changes/position.js';
import type { Mutation } from './mutations.js';
import { isNowhere, NO_LOOP, NO_WRITE, NOWHERE, type Place, type Process, type State } from './state.js';
import { commit, denialsOf, goneBack, markThen, revise, samePlace } from './truth.js';

/** Where a step happens: a copy of the state, which it changes, and who takes it. */
export interface Turn {
  readonly state: State;
  readonly me: Process;
  readonly mutation: Mutation | null;
}

export const ahead = (a: Place, b: Place, mutation: Mutation | null): boolean =>
  mutation === 'no timeline' ? a.seq > b.seq : isAhead(a, b);

/** history.ts `remember` */
export const remember = ({ me, mutation }: Turn, place: Place): void => {
  if (isNowhere(me.seen) || ahead(place, me.seen, mutation)) me.seen = place;
};

/** An assignment to `History.seen`, which must never lead back within a timeline. */
export const setSeen = ({ state, me }: Turn, place: Place): void => {
  if (place.timeline === me.seen.timeline && place.seq < me.seen.seq) state.broken = 'a counter fell';
  me.seen = place;
};

/** history.ts `write`: the furthest that is known goes into the revision. */
export const reviseFrom = (
  { state, me, mutation }: Turn,
  { expected, known, denials }: { expected: Place | null; known: Place; denials: number },
): Place => {
  const seen = ahead(me.seen, known, mutation) ? me.seen : known;
  return revise(state, { expected, seen, denials }, mutation);
};

/** A write to Redis makes every EXEC fail whose WATCH names what was written. */
export const disturb = ({ processes }: State, written: 'deny' | 'meta' | 'both'): void => {
  for (const { loop } of processes) {
    if (loop.watching === 'both' || (loop.watching === 'meta' && written !== 'deny')) loop.disturbed = true;
  }
};

export const addDenials = (state: State, denials: number): void => {
  if ((state.redis.deny & denials) === denials) return;
  state.redis.deny |= denials;
  disturb(state, 'deny');
};

/** highest-seq.ts `raise` */
export const raise = ({ me, mutation }: Turn, place: Place): void => {
  if (ahead(place, me.highest, mutation)) me.highest = { ...place, mark: '' };
};

/** redis-trust.ts `compare` with redis-wholeness.ts `judgeWholeness`: one pipeline, at any time. */
export const compare = (turn: Turn): void => {
  const { me, mutation } = turn;
  const { stamp, inc, confirmed } = turn.state.redis;
  const floor = me.highest;
  raise(turn, stamp);
  me.trusted = inc && confirmed && !ahead(floor, stamp, mutation);
};

/** change-loop.ts `run`, change-feed.ts `read`: one SELECT of history.ts `changesAfter`. */
export const read = (turn: Turn): void => {
  const { state, me, mutation } = turn;
  const { truth } = state;
  const { loop, seen } = me;
  loop.next = 'pass';
  if (isNowhere(seen) || (!goneBack(truth, seen, mutation) && isSameTimeline(truth.place, seen, mutation))) {
    remember(turn, truth.place);
    return;
  }
  loop.known = seen;
  loop.found = truth.place;
  loop.next = goneBack(truth, seen, mutation) ? 'recall' : 'recallToAdopt';
};

const isSameTimeline = (a: Place, b: Place, mutation: Mutation | null): boolean =>
  mutation === 'no timeline' || a.timeline === b.timeline;

export const endLoop = ({ me }: Turn): void => {
  me.loop = { ...NO_LOOP };
};

const endWrite = ({ me }: Turn): void => {
  me.write = { ...NO_WRITE };
};

/** Only what somebody still holds can be promised. */
const acknowledge = ({ state, me }: Turn): void => {
  state.acknowledged |= me.write.denial & (heldBy(state) | state.redis.deny);
};

/** The steps of history.ts after a read that found another history. */
export const HISTORY_STEPS = {
  /** redis-recall.ts; for the loop's own read before history.ts `revise`. */
  recall: ({ state, me }: Turn): void => {
    me.loop.denials = state.redis.deny;
    me.loop.next = 'revise';
  },
  /** revise-history.ts: the transaction. */
  revise: (turn: Turn): void => {
    const { loop } = turn.me;
    loop.found = reviseFrom(turn, { expected: loop.found, known: loop.known, denials: loop.denials });
    loop.next = 'noteRevised';
  },
  /** redis-recall.ts, for history.ts `adopt`. */
  recallToAdopt: ({ state, me }: Turn): void => {
    me.loop.denials = state.redis.deny;
    me.loop.next = state.redis.deny === 0 ? 'noteRevised' : 'adopt';
  },
  /** revise-history.ts, which only brings back what is missing. */
  adopt: (turn: Turn): void => {
    const { loop } = turn.me;
    loop.found = reviseFrom(turn, { expected: null, known: loop.known, denials: loop.denials });
    loop.next = 'noteRevised';
  },
  /** history.ts: the answer of the transaction is there. */
  noteRevised: (turn: Turn): void => {
    const { me } = turn;
    remember(turn, me.loop.found);
    me.loop = { ...NO_LOOP, next: 'pass' };
  },
};

/** change-writer.ts `write` and `publish`, for one denial. */
export const WRITE_STEPS_OF = {
  /** record-changes.ts, then history.ts `confirm` inside the transaction: refused, or committed. */
  commit: (turn: Turn): void => {
    const { state, me, mutation } = turn;
    const { place } = state.truth;
    const expected = me.write.place;
    const then = mutation === 'no mark' ? null : markThen(state.truth, expected.seq);
    const sameTimeline = mutation === 'no timeline' || place.timeline === expected.timeline;
    const behind = (!sameTimeline && place.timeline < expected.timeline) || place.seq < expected.seq;
    const other = mutation !== 'no timeline' && sameTimeline && then !== null && then !== expected.mark;
    if ((behind || other) && mutation !== 'writes unchecked') return endWrite(turn);
    me.write.place = commit(state, me.write.denial);
    me.write.next = 'note';
    if (mutation === 'acknowledged when committed') acknowledge(turn);
  },
  /** The answer to COMMIT: history.ts `noteCommitted`; redis-revocation-projection.ts `project` refuses before the first pass. */
  note: (turn: Turn): void => {
    const { me, mutation } = turn;
    const { place } = me.write;
    if (place.timeline === me.seen.timeline) remember(turn, place);
    me.write.overtaken = place.timeline === me.seen.timeline && !samePlace(me.seen, place);
    if (mutation === 'overtaken by a read') me.write.overtaken = false;
    if (!me.agreed) return endWrite(turn);
    me.write.next = 'project';
  },
  /** redis-acknowledge.ts: one MULTI. That others are told needs no step: their loops may run at any time. */
  project: ({ state, me }: Turn): void => {
    addDenials(state, me.write.denial);
    me.write.next = 'settle';
  },
  /** history.ts `reconcile`, for a commit whose answer a read has overtaken; what Redis holds is recalled behind it. */
  reconcile: (turn: Turn): void => {
    const { state, me, mutation } = turn;
    const { write } = me;
    write.overtaken = false;
    write.next = 'settle';
    if (!goneBack(state.truth, write.place, mutation)) return;
    write.found = state.truth.place;
    write.denials = state.redis.deny | write.denial;
    write.next = 'revise';
  },
  revise: (turn: Turn): void => {
    const { write } = turn.me;
    write.found = reviseFrom(turn, { expected: write.found, known: write.place, denials: write.denials });
    write.next = 'noteRevised';
  },
  noteRevised: (turn: Turn): void => {
    const { write } = turn.me;
    remember(turn, write.found);
    turn.me.write = { ...write, found: NOWHERE, denials: 0, next: 'settle' };
  },
  /** history.ts `settle`; the transaction only where this process has come to know of a later timeline. */
  settle: (turn: Turn): void => {
    const { me, mutation } = turn;
    if (me.write.overtaken) {
      me.write.next = 'reconcile';
      return;
    }
    if (me.write.place.timeline >= me.seen.timeline || mutation === 'no settling') {
      acknowledge(turn);
      return endWrite(turn);
    }
    me.write.place = reviseFrom(turn, { expected: null, known: me.seen, denials: me.write.denial });
    me.write.next = 'noteSettled';
  },
  /** history.ts `noteCommitted`: another timeline is left to the next read. */
  noteSettled: (turn: Turn): void => {
    const { me, mutation } = turn;
    const { place } = me.write;
    if (mutation === 'settling forgets') setSeen(turn, place);
    else if (place.timeline === me.seen.timeline) remember(turn, place);
    if (mutation === 'not projected again') {
      acknowledge(turn);
      return endWrite(turn);
    }
    // change-writer.ts `project`, once more.
    me.write.next = 'project';
  },
};

/**
 * Whether a guard lets one of these denied tokens through on the word of its projection (redis-revocation-check.ts: one
 * ZMSCORE, while a period of redis-trust.ts lasts).
 */
export const letsThrough = (
  { redis }: State,
  { trusted }: Process,
  denials: number,
  mutation: Mutation | null,
): boolean => trusted && (redis.sentinel || mutation === 'no sentinel') && (denials & ~redis.deny) !== 0;

export const heldBy = ({ truth }: State): number => denialsOf(truth);
