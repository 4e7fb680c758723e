import { readFileSync } from 'node:fs';
import { AdminApi } from './admin-api.js';
import { parseCommandLine, type ParsedCommandLine } from './command-line.js';
import type { Invocation } from './command.js';
import { CommandError, UsageError } from './command-error.js';
import { COMMANDS } from './commands/index.js';
import { confirm } from './confirm.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { helpOf, overview } from './help.js';
import { isGiven } from './options.js';
import { Output } from './output.js';
import { internalApiKeyOf } from './internal-api-key.js';
import { serverUrlOf, timeoutOf } from './server-options.js';
import type { Terminal } from './terminal.js';

/**
 * Runs one command.
 *
 * @param words the command line after the program's name.
 * @returns how it ended; whatever went wrong has been said on stderr.
 */
export const runCommandLine = async (words: readonly string[], terminal: Terminal): Promise<ExitCode> => {
  if (words.length === 0 || words[0] === '--help') {
    terminal.stdout(`${overview(COMMANDS)}\n`);
    return words.length === 0 ? EXIT.usage : EXIT.done;
  }
  if (words[0] === '--version') {
    terminal.stdout(`${version()}\n`);
    return EXIT.done;
  }
  try {
    if (words[0] === 'help') {
      terminal.stdout(`${helpAbout(words.slice(1))}\n`);
      return EXIT.done;
    }
    return await run(parseCommandLine(words, COMMANDS), terminal);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const hint = error instanceof UsageError ? '\nSee m2m-auth --help.' : '';
    terminal.stderr(`${error.message}${hint}\n`);
    return error.exitCode;
  }
};

/** `help`, `help clients` and `help clients create`. @throws UsageError when no command begins with these words. */
const helpAbout = (words: readonly string[]): string => {
  const topic = words.join(' ');
  const group = COMMANDS.filter(({ name }) => topic === '' || `${name} `.startsWith(`${topic} `));
  const [only] = group;
  if (only === undefined)
    throw new UsageError('There is no help on that: no command begins with these words.');
  return only.name === topic ? helpOf(only) : overview(group);
};

const version = (): string => {
  const manifest = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
};

const run = async (
  { command, arguments: given, options }: ParsedCommandLine,
  terminal: Terminal,
): Promise<ExitCode> => {
  if (isGiven(options, 'help')) {
    terminal.stdout(`${helpOf(command)}\n`);
    return EXIT.done;
  }
  let api: AdminApi | undefined;
  const invocation: Invocation = {
    arguments: given,
    options,
    terminal,
    output: new Output(terminal, isGiven(options, 'json')),
    get api() {
      api ??= new AdminApi({
        url: serverUrlOf(options, terminal.env),
        internalApiKey: internalApiKeyOf(terminal),
        timeoutMs: timeoutOf(options),
      });
      return api;
    },
  };
  await confirm(command, invocation);
  return (await command.run(invocation)) ?? EXIT.done;
};
