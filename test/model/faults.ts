import { heldBy } from './process-steps.js';
import { NO_LOOP, NO_WRITE, NOWHERE, type Place, type State } from './state.js';
import { goneBack } from './truth.js';

/**
 * Nothing can be asked of a denial that nobody holds any more. What the truth has lost comes back from Redis, if anybody is left who
 * knows that the truth has gone back: a process, or the stamp.
 */
const giveUpLost = (state: State): void => {
  const { truth, redis, processes } = state;
  const knows = (place: Place): boolean =>
    place.timeline !== 0 && (place.timeline !== truth.place.timeline || goneBack(truth, place, null));
  const noticed = knows(redis.stamp) || processes.some(({ seen }) => knows(seen));
  state.acknowledged &= heldBy(state) | (noticed ? redis.deny : 0);
};

/** A process crashes between any two of its steps, and another takes its place. */
export const restart = (state: State, index: 0 | 1): void => {
  state.left.restarts -= 1;
  state.processes[index] = {
    seen: NOWHERE,
    highest: NOWHERE,
    trusted: false,
    agreed: false,
    marker: false,
    restarted: true,
    loop: { ...NO_LOOP },
    write: { ...NO_WRITE },
  };
  // A write that was answered before anybody knew of the loss has nobody left who could store it again. Redis holds it.
  state.acknowledged &= heldBy(state);
};

export const flush = (state: State): void => {
  state.left.flushes -= 1;
  state.redis = { deny: 0, sentinel: false, stamp: NOWHERE, inc: false, confirmed: false };
  for (const process of state.processes) {
    process.marker = false;
    if (process.loop.watching !== '') process.loop.disturbed = true;
  }
  giveUpLost(state);
};

/** Everything that was committed after one point is lost: a restored backup, or a standby that lagged and was promoted. */
export const rewind = (state: State, at: number): void => {
  const truth = state.past[at];
  if (truth === undefined) throw new Error('There is no such state to go back to.');
  state.left.rewinds -= 1;
  state.truth = truth;
  state.past = state.left.rewinds > 0 ? state.past.slice(0, at) : [];
  giveUpLost(state);
};
