/** How a run ended, for scripts. */
export const EXIT = {
  done: 0,
  /** The server refused, or what was examined is not good. */
  refused: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** The server cannot be reached or cannot answer now: the same command may succeed later. */
  unavailable: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
