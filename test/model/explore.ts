import { Bytes, putState, takeState } from './encode.js';
import type { Mutation } from './mutations.js';
import { brokenIn, isSettled, RULES } from './rules.js';
import { initialState, type Bounds } from './state.js';
import { Numbers, StateTable } from './state-table.js';
import { stepsOf } from './steps.js';

export interface Counterexample {
  readonly rule: string;
  /** The shortest way to it. */
  readonly steps: readonly string[];
}

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** States in which everybody is at rest with a right projection. */
  readonly settled: number;
  readonly counterexample: Counterexample | null;
}

/**
 * Goes through every state that can be reached, in breadth, so that a counterexample is as short as any. When none of them breaks a
 * rule by itself, looks whether from each the processes alone can come to rest: which, with finitely many states, they then do
 * if every step that is possible again and again is taken at some time.
 */
export const explore = (bounds: Bounds, mutation: Mutation | null = null): Exploration => {
  const table = new StateTable();
  const parents = new Numbers();
  const settled = new Numbers();
  const service = { from: new Numbers(), to: new Numbers() };
  let transitions = 0;
  let layer = new Bytes();
  putState(layer, initialState(bounds));
  table.numberOf(layer, 0);
  parents.push(-1);
  let number = 0;
  const result = (counterexample: Counterexample | null): Exploration => ({
    states: table.size,
    transitions,
    settled: settled.length,
    counterexample,
  });
  while (layer.length > 0) {
    const below = new Bytes();
    while (layer.unread) {
      const state = takeState(layer);
      const rule = brokenIn(state, mutation);
      if (rule !== null) return result({ rule, steps: wayTo(number, { bounds, mutation, table, parents }) });
      if (isSettled(state)) settled.push(number);
      for (const step of stepsOf(state, mutation)) {
        const start = below.length;
        putState(below, step.next);
        const { number: to, added } = table.numberOf(below, start);
        transitions += 1;
        if (added) parents.push(number);
        else below.length = start;
        if (step.service && to !== number) {
          service.from.push(number);
          service.to.push(to);
        }
      }
      number += 1;
    }
    layer = below;
  }
  const trap = firstTrap(table.size, settled, service);
  const context = { bounds, mutation, table, parents };
  return result(trap === null ? null : { rule: RULES.trap, steps: wayTo(trap, context) });
};

/** The first state from which no state of rest can be reached: found backwards from all of those. */
const firstTrap = (
  states: number,
  settled: Numbers,
  { from, to }: Record<'from' | 'to', Numbers>,
): number | null => {
  const starts = new Int32Array(states + 1);
  for (let edge = 0; edge < to.length; edge += 1) starts[to.at(edge) + 1]! += 1;
  for (let state = 0; state < states; state += 1) starts[state + 1]! += starts[state]!;
  const filled = starts.slice();
  const sources = new Int32Array(to.length);
  for (let edge = 0; edge < to.length; edge += 1) sources[filled[to.at(edge)]!++] = from.at(edge);
  const free = new Uint8Array(states);
  const queue = new Numbers();
  const reach = (state: number): void => {
    if (free[state] === 1) return;
    free[state] = 1;
    queue.push(state);
  };
  for (let index = 0; index < settled.length; index += 1) reach(settled.at(index));
  for (let index = 0; index < queue.length; index += 1) {
    const state = queue.at(index);
    for (let edge = starts[state]!; edge < starts[state + 1]!; edge += 1) reach(sources[edge]!);
  }
  const trap = free.indexOf(0);
  return trap < 0 ? null : trap;
};

interface Explored {
  readonly bounds: Bounds;
  readonly mutation: Mutation | null;
  readonly table: StateTable;
  readonly parents: Numbers;
}

/** The names of the steps that lead to a state, found by taking them again. */
const wayTo = (number: number, { bounds, mutation, table, parents }: Explored): readonly string[] => {
  const path: number[] = [];
  for (let at = number; at > 0; at = parents.at(at)) path.unshift(at);
  let state = initialState(bounds);
  return path.map((to) => {
    const step = stepsOf(state, mutation).find(({ next }) => {
      const bytes = new Bytes();
      putState(bytes, next);
      return table.numberOf(bytes, 0).number === to;
    });
    if (step === undefined) throw new Error('The way cannot be found again.');
    state = step.next;
    return step.name;
  });
};
