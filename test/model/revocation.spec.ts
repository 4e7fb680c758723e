import { explore } from './explore.js';
import { MUTATIONS, type Mutation } from './mutations.js';
import type { Bounds } from './state.js';

const NOTHING: Bounds = { writes: 0, rewinds: 0, restarts: 0, flushes: 0 };
const REWIND: Bounds = { ...NOTHING, writes: 1, rewinds: 1 };
const REWIND_AND_RESTART: Bounds = { ...REWIND, restarts: 1 };
const LOSS_AND_RESTART: Bounds = { ...NOTHING, writes: 1, flushes: 1, restarts: 1 };
/** Sixteen million states, in minutes and gigabytes: `npm run test:model` only. */
const TWO_WRITES: Bounds = { ...REWIND, writes: 2 };

/** In `npm test` what takes seconds. */
const everything = process.env['MODEL'] === 'everything';

describe('the protocol of revocations (ADR 2), in every order of the steps of two processes', () => {
  const quick: readonly (readonly [string, Bounds])[] = [
    ['a database that goes back', REWIND],
    ['a Redis that is emptied, and a process that restarts', LOSS_AND_RESTART],
  ];
  const slow: typeof quick = [
    ['a database that goes back, and a process that restarts', REWIND_AND_RESTART],
    ['a database that goes back beside two revocations', TWO_WRITES],
  ];
  it.each([...quick, ...(everything ? slow : [])])(
    'lets nothing through that was ended, and comes right by itself: %s',
    (what, bounds) => {
      const began = performance.now();
      const { states, counterexample } = explore(bounds);
      const seconds = ((performance.now() - began) / 1_000).toFixed(1);
      process.stdout.write(`${what}: ${states} states in ${seconds} s\n`);
      expect(counterexample).toBeNull();
    },
    1_800_000,
  );

  /** What shows its use within these bounds. The others of mutations.ts need more revocations, or losses, at once. */
  const needed: readonly (readonly [Mutation, Bounds])[] = [
    ['no timeline', REWIND],
    ['no recovery', REWIND],
    ['no snapshot', LOSS_AND_RESTART],
    ['no sentinel', LOSS_AND_RESTART],
    ['stamp before data', REWIND],
    ['acknowledged when committed', REWIND],
    ['no settling', REWIND],
    ['settling waits for nobody', REWIND],
  ];
  it.each(needed)(
    'needs what stands against it: %s',
    (mutation, bounds) => {
      expect(Object.keys(MUTATIONS)).toContain(mutation);
      expect(explore(bounds, mutation).counterexample).not.toBeNull();
    },
    600_000,
  );
});
