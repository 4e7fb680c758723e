import { optionsOf, type Command, type CommandOption } from './command.js';
import { GLOBAL_OPTIONS } from './command-line.js';

const ENVIRONMENT = `Environment
  INTERNAL_API_KEY       the key of the admin routes (or INTERNAL_API_KEY_FILE, a file that holds it)
  M2M_AUTH_URL           where the server is

Exit codes
  0  done    1  refused, or not good    2  wrong command line    3  out of reach, or cannot answer now`;

/** What `m2m-auth --help` says. */
export const overview = (commands: readonly Command[]): string =>
  [
    'Usage: m2m-auth COMMAND [OPTIONS]',
    '',
    'Administers an authorization server through its admin routes.',
    '',
    'Commands',
    listOf(commands.map((command) => [signature(command), command.summary])),
    '',
    'Options of every command',
    optionList(GLOBAL_OPTIONS),
    '',
    ENVIRONMENT,
  ].join('\n');

/** What `m2m-auth COMMAND --help` says. */
export const helpOf = (command: Command): string =>
  [
    `Usage: m2m-auth ${signature(command)} [OPTIONS]`,
    '',
    `${command.summary}.`,
    ...(command.details === undefined ? [] : ['', command.details]),
    ...(Object.keys(optionsOf(command)).length === 0 ? [] : ['', 'Options', optionList(optionsOf(command))]),
    '',
    'Options of every command',
    optionList(GLOBAL_OPTIONS),
    '',
    ENVIRONMENT,
  ].join('\n');

const signature = ({ name, arguments: given = [] }: Command): string => [name, ...given].join(' ');

const optionList = (options: Readonly<Record<string, CommandOption>>): string =>
  listOf(
    Object.entries(options).map(([name, { value, multiple, help }]) => [
      `--${name}${value === undefined ? '' : ` ${value}`}`,
      multiple ? `${help}; may be repeated` : help,
    ]),
  );

const listOf = (entries: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
};
