import { flush, restart, rewind } from './faults.js';
import type { Mutation } from './mutations.js';
import { compare, HISTORY_STEPS, read, WRITE_STEPS_OF, type Turn } from './process-steps.js';
import { PASS_STEPS, REBUILD_STEPS } from './redis-steps.js';
import { copyOf, isNowhere, NO_WRITE, type Loop, type State } from './state.js';

/** One step from a state to the next. */
export interface Step {
  readonly name: string;
  /** False for faults and for work that somebody asks for: without them everything has to come right. */
  readonly service: boolean;
  readonly next: State;
}

const LOOP = { idle: read, ...HISTORY_STEPS, ...PASS_STEPS, ...REBUILD_STEPS };

const NAMES = ['a', 'b'] as const;

/** Every step that somebody may take now. */
export const stepsOf = (state: State, mutation: Mutation | null): readonly Step[] => {
  const steps: Step[] = [];
  const add = (name: string, service: boolean, take: (next: State) => void): void => {
    const next = copyOf(state);
    take(next);
    steps.push({ name, service, next });
  };
  for (const index of [0, 1] as const) {
    const { loop, write, seen } = state.processes[index];
    const who = NAMES[index];
    const turn = (next: State): Turn => ({ state: next, me: next.processes[index], mutation });
    add(`${who}: ${loop.next === 'idle' ? 'read' : loop.next}`, true, (next) => LOOP[loop.next](turn(next)));
    add(`${who}: compare`, true, (next) => compare(turn(next)));
    if (write.next === 'settle' && isTurning(loop) && mutation !== 'settling waits for nobody') {
      // history.ts `settle` waits for the turn.
    } else if (write.next !== 'idle') {
      const take = WRITE_STEPS_OF[write.next];
      add(`${who}: write, ${write.next}`, true, (next) => take(turn(next)));
    } else if (state.left.writes > 0 && !isNowhere(seen)) {
      // change-writer.ts: what is expected is noted before the transaction begins.
      add(`${who}: write, begin`, false, (next) => {
        next.left.writes -= 1;
        const denial = 1 << next.left.writes;
        next.processes[index].write = { ...NO_WRITE, next: 'commit', denial, place: seen };
      });
    }
    // A crash between any two steps, and the start after it.
    if (state.left.restarts > 0) add(`${who}: restart`, false, (next) => restart(next, index));
  }
  if (state.left.flushes > 0) add('FLUSHDB', false, flush);
  if (state.left.rewinds > 0) {
    for (const at of state.past.keys())
      add(`the database goes back to ${state.past[at]?.place.seq}`, false, (next) => rewind(next, at));
  }
  return steps;
};

const TURNING: ReadonlySet<Loop['next']> = new Set([
  'recall',
  'revise',
  'noteRevised',
  'recallToAdopt',
  'adopt',
  'recallForStamp',
  'reviseForStamp',
  'noteRevisedForStamp',
]);

/** This process is on its way to another timeline. */
const isTurning = ({ next }: Loop): boolean => TURNING.has(next);
