import { parseArgs, type ParseArgsConfig } from 'node:util';
import { optionsOf, type Command, type GivenOptions } from './command.js';
import { UsageError } from './command-error.js';

/** What every command understands beside its own options. */
export const GLOBAL_OPTIONS = {
  url: { value: 'URL', help: 'where the server is; default M2M_AUTH_URL, else http://127.0.0.1:3000' },
  timeout: { value: 'SECONDS', help: 'how long to wait for each answer; default 15' },
  json: { help: 'answer in JSON' },
  help: { help: 'say what the command does' },
} as const;

/** A command found, with what was given to it. */
export interface ParsedCommandLine {
  readonly command: Command;
  readonly arguments: readonly string[];
  readonly options: GivenOptions;
}

/**
 * Finds the command that the words name and reads the rest by its own description.
 *
 * @throws UsageError naming what is wrong, never a value: it may be a secret.
 */
export const parseCommandLine = (
  words: readonly string[],
  commands: readonly Command[],
): ParsedCommandLine => {
  const command = findCommand(words, commands);
  const rest = words.slice(command.name.split(' ').length);
  const { values, positionals } = parse(rest, command);
  const given = command.arguments ?? [];
  const required = given.filter((name) => !name.startsWith('['));
  if (values['help'] !== true && positionals.length < required.length) {
    throw new UsageError(`${required[positionals.length]} is missing.`);
  }
  if (positionals.length > given.length) throw new UsageError(`${command.name} takes no further arguments.`);
  return { command, arguments: positionals, options: values };
};

const findCommand = (words: readonly string[], commands: readonly Command[]): Command => {
  const named = commands.find((command) => {
    const name = command.name.split(' ');
    return name.every((word, index) => words[index] === word);
  });
  if (named) return named;
  const group = commands.filter((command) => command.name.startsWith(`${words[0]} `));
  if (group.length > 0) {
    const near = words[1] === undefined ? undefined : nearestName(words.slice(0, 2).join(' '), group);
    if (near !== undefined) throw new UsageError(`There is no such command. Did you mean ${near}?`);
    throw new UsageError(`One of these is needed: ${group.map(({ name }) => name).join(', ')}.`);
  }
  const near = nearestName(words.slice(0, 2).join(' '), commands);
  throw new UsageError(`There is no such command.${near === undefined ? '' : ` Did you mean ${near}?`}`);
};

/** As many wrong, missing or superfluous letters as a slip of the hand makes. */
const MAX_SLIPS = 2;
const MAX_TYPED = 64;

/** The name of the command that was probably meant. Names alone are ever answered, never what was typed. */
const nearestName = (typed: string, commands: readonly Command[]): string | undefined => {
  const distances = commands.map(({ name }) => ({
    name,
    slips: slipsBetween(typed.slice(0, MAX_TYPED), name),
  }));
  const best = Math.min(...distances.map(({ slips }) => slips));
  return best > MAX_SLIPS ? undefined : distances.find(({ slips }) => slips === best)?.name;
};

/** The distance of Levenshtein. */
const slipsBetween = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= other.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (letter === other[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
};

const parse = (
  words: readonly string[],
  command: Command,
): { values: GivenOptions; positionals: string[] } => {
  const described = { ...GLOBAL_OPTIONS, ...optionsOf(command) };
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    Object.entries(described).map(([name, option]) => [
      name,
      {
        type: 'value' in option ? ('string' as const) : ('boolean' as const),
        multiple: 'multiple' in option,
      },
    ]),
  );
  try {
    const { values, positionals, tokens } = parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
      tokens: true,
    });
    refuseRepeated(tokens, options);
    return { values: values as GivenOptions, positionals };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(reasonOf(error));
  }
};

type Token = ReturnType<typeof parseArgs>['tokens'] extends (infer T)[] | undefined ? T : never;

/** The last one would win silently. */
const refuseRepeated = (tokens: readonly Token[], options: NonNullable<ParseArgsConfig['options']>): void => {
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option' || options[token.name]?.multiple) continue;
    if (seen.has(token.name)) throw new UsageError(`--${token.name} is given twice.`);
    seen.add(token.name);
  }
};

/** Node's own messages repeat what was typed after an option's name. */
const reasonOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  const option = /--?\w[\w-]*/.exec(message)?.[0];
  if (/Unknown option/.test(message)) return `There is no option ${option}.`;
  if (/argument (is )?(missing|ambiguous)/.test(message)) return `${option} needs a value (--name=VALUE).`;
  if (/does not take an argument/.test(message)) return `${option} takes no value.`;
  return 'The command line cannot be read.';
};
