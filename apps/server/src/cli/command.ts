import type { AdminApi } from './admin-api.js';
import type { ExitCode } from './exit-code.js';
import type { Output } from './output.js';
import type { Terminal } from './terminal.js';

/** An option of a command, as `--name VALUE` or, without a value, as `--name`. */
export interface CommandOption {
  /** What stands for the value in the help; a flag when absent. */
  readonly value?: string;
  readonly multiple?: true;
  readonly help: string;
}

/** The options as they were given. A flag is `true`, an option that may be repeated a list. */
export type GivenOptions = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** What a command gets to work with. */
export interface Invocation {
  readonly arguments: readonly string[];
  readonly options: GivenOptions;
  readonly output: Output;
  readonly terminal: Terminal;
  /** Made when it is first asked for: not every command needs a server. */
  readonly api: AdminApi;
}

/** A thing that the command line can do. */
export interface Command {
  /** Its words, e.g. `clients create`. */
  readonly name: string;
  readonly summary: string;
  /** Names of what must follow, in order; one in brackets may be left out. */
  readonly arguments?: readonly string[];
  readonly options?: Readonly<Record<string, CommandOption>>;
  /** More than one line can say. */
  readonly details?: string;
  /** What is asked before it runs, because it cannot be taken back; undefined where these options can be. */
  readonly question?: (invocation: Pick<Invocation, 'arguments' | 'options'>) => string | undefined;
  /** @throws CommandError */
  run(invocation: Invocation): Promise<ExitCode | void>;
}

const YES: CommandOption = { help: 'do not ask first' };

/** The options of a command alone: its own, and `--yes` where it asks before it runs. */
export const optionsOf = ({ options, question }: Command): Readonly<Record<string, CommandOption>> => ({
  ...options,
  ...(question === undefined ? {} : { yes: YES }),
});
