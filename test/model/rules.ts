import { heldBy, letsThrough } from './process-steps.js';
import type { Mutation } from './mutations.js';
import type { Process, State } from './state.js';
import { samePlace } from './truth.js';

export const RULES = {
  letThrough:
    'a guard that trusts its projection lets through what was acknowledged and is held by the truth',
  counterFell: 'a counter fell within a timeline',
  trap: 'without further faults not everybody comes to a trusted and right projection',
} as const;

/** The rule that this state breaks by itself. */
export const brokenIn = (state: State, mutation: Mutation | null): string | null => {
  if (state.broken !== '') return RULES.counterFell;
  const promised = state.acknowledged & heldBy(state);
  const lets = state.processes.some((process) => letsThrough(state, process, promised, mutation));
  return lets ? RULES.letThrough : null;
};

/** Nobody has anything left to do: everybody believes a projection that holds all that the truth holds. */
export const isSettled = (state: State): boolean => {
  const { redis, truth, processes, acknowledged } = state;
  const held = heldBy(state);
  const whole = redis.sentinel && redis.inc && redis.confirmed && samePlace(redis.stamp, truth.place);
  const kept = (acknowledged & ~held) === 0;
  return whole && kept && (held & ~redis.deny) === 0 && processes.every((each) => isAtRest(each, state));
};

const isAtRest = ({ seen, trusted, loop, write }: Process, { truth }: State): boolean =>
  trusted && loop.next === 'idle' && write.next === 'idle' && samePlace(seen, truth.place);
