import { NOWHERE, type Place } from './state.js';
import {
  addDenials,
  ahead,
  disturb,
  endLoop,
  raise,
  remember,
  reviseFrom,
  type Turn,
} from './process-steps.js';
import { denialsOf, goneBack } from './truth.js';

/** redis-loop-pass.ts after the look, once it is known where the truth stands. */
const decide = (turn: Turn, truth: Place): void => {
  const { me, mutation } = turn;
  const { loop } = me;
  const other = mutation !== 'no timeline' && loop.stamp.timeline !== truth.timeline;
  if (loop.lacking || other || ahead(loop.floor, loop.stamp, mutation)) {
    endLoop(turn);
    me.loop = { ...me.loop, next: 'mark' };
  } else loop.next = isBehind(turn) ? 'denialsBetween' : 'confirm';
};

const isBehind = ({ me: { loop }, mutation }: Turn): boolean =>
  (mutation === 'no timeline' || loop.given.timeline === loop.stamp.timeline) &&
  loop.given.seq > loop.stamp.seq;

/** The stamp is written where nothing may lead back within a timeline. */
const stampWith = ({ state }: Turn, place: Place): void => {
  const { stamp } = state.redis;
  if (place.timeline === stamp.timeline && place.seq < stamp.seq) state.broken = 'a counter fell';
  state.redis.stamp = place;
};

/** redis-loop-pass.ts `loopPass` */
export const PASS_STEPS = {
  /** One pipeline that begins with WATCH. The position is what `History` has seen by now (m2m-auth.core.ts). */
  pass: (turn: Turn): void => {
    const { state, me, mutation } = turn;
    const { stamp, sentinel, inc } = state.redis;
    me.loop.watching = mutation === 'no WATCH' ? '' : 'meta';
    me.loop.disturbed = false;
    me.loop.given = me.seen;
    me.loop.floor = me.highest;
    me.loop.stamp = stamp;
    me.loop.lacking = !sentinel || !inc;
    const believed = mutation === 'no comparison with the stamp' && me.restarted;
    const sameMark = mutation === 'no mark' || mutation === 'no timeline' || stamp.mark === me.seen.mark;
    const agreed = stamp.seq === 0 || (stamp.seq === me.seen.seq && sameMark);
    if (agreed || believed) decide(turn, me.seen);
    else me.loop.next = 'reconcile';
  },
  /** history.ts `reconcile`: one SELECT. */
  reconcile: (turn: Turn): void => {
    const { state, me, mutation } = turn;
    const { loop } = me;
    if (!goneBack(state.truth, loop.stamp, mutation)) return decide(turn, state.truth.place);
    loop.found = state.truth.place;
    loop.next = 'recallForStamp';
  },
  /** redis-recall.ts */
  recallForStamp: ({ state, me }: Turn): void => {
    me.loop.denials = state.redis.deny;
    me.loop.next = 'reviseForStamp';
  },
  /** revise-history.ts: the transaction. */
  reviseForStamp: (turn: Turn): void => {
    const { loop } = turn.me;
    loop.found = reviseFrom(turn, { expected: loop.found, known: loop.stamp, denials: loop.denials });
    loop.next = 'noteRevisedForStamp';
  },
  noteRevisedForStamp: (turn: Turn): void => {
    const { loop } = turn.me;
    remember(turn, loop.found);
    loop.denials = 0;
    decide(turn, loop.found);
  },
  /** typeorm-revocation-reader.ts `denialsBetween`: one SELECT. */
  denialsBetween: (turn: Turn): void => {
    const { state, me, mutation } = turn;
    const { loop } = me;
    loop.denials = denialsOf(state.truth, loop.stamp.seq, loop.given.seq);
    loop.next = 'confirm';
    if (mutation === 'stamp before data' && !loop.disturbed) stampWith(turn, loop.given);
  },
  /** EXEC: the denials, the stamp where it rises, and the word that the projection is whole. */
  confirm: (turn: Turn): void => {
    const { state, me } = turn;
    const { loop } = me;
    endLoop(turn);
    if (loop.disturbed) return;
    addDenials(state, loop.denials);
    const behind = loop.given.seq > loop.stamp.seq && isBehind({ ...turn, me: { ...me, loop } });
    if (behind) {
      stampWith(turn, loop.given);
      disturb(state, 'meta');
    }
    state.redis.confirmed = true;
    raise(turn, behind ? loop.given : loop.stamp);
    me.agreed = true;
  },
};

/** redis-rebuild.ts `rebuildOnce`, on a connection of its own. */
export const REBUILD_STEPS = {
  /** 1. The marker is in the set itself. */
  mark: ({ state, me }: Turn): void => {
    me.marker = true;
    disturb(state, 'deny');
    me.loop.next = 'snapshot';
  },
  /** 2. All denials and the position (typeorm-revocation-reader.ts `snapshotDenials`). */
  snapshot: ({ state, me, mutation }: Turn): void => {
    me.loop.denials = mutation === 'no snapshot' ? 0 : denialsOf(state.truth);
    me.loop.found = state.truth.place;
    me.loop.next = 'fill';
  },
  /** 3. */
  fill: ({ state, me }: Turn): void => {
    addDenials(state, me.loop.denials);
    me.loop.denials = 0;
    me.loop.next = 'watch';
  },
  /** 4. WATCH, and then the marker and the stamp. */
  watch: ({ state, me, mutation }: Turn): void => {
    const { loop } = me;
    if (!me.marker && mutation !== 'no marker') {
      loop.found = NOWHERE;
      loop.next = 'mark';
      return;
    }
    loop.watching = 'both';
    loop.disturbed = false;
    loop.stamp = state.redis.stamp;
    loop.next = 'stamp';
  },
  /** 5. EXEC; aborted: only 4. and 5. again. */
  stamp: (turn: Turn): void => {
    const { state, me, mutation } = turn;
    const { found, stamp, disturbed } = me.loop;
    if (disturbed) {
      me.loop = { ...me.loop, watching: '', disturbed: false, stamp: NOWHERE, next: 'watch' };
      return;
    }
    endLoop(turn);
    const furthest = ahead(stamp, found, mutation) ? stamp : found;
    state.redis = { ...state.redis, sentinel: true, inc: true, confirmed: true };
    stampWith(turn, furthest);
    me.marker = false;
    disturb(state, 'both');
    raise(turn, furthest);
    me.agreed = true;
  },
};
