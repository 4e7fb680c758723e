import { AdminApi } from './admin-api.js';
import { parseCommandLine, type ParsedCommandLine } from './command-line.js';
import { CommandError, UsageError } from './command-error.js';
import { COMMANDS } from './commands/index.js';
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
  if (words.length === 0 || words[0] === '--help' || words[0] === 'help') {
    terminal.stdout(`${overview(COMMANDS)}\n`);
    return words.length === 0 ? EXIT.usage : EXIT.done;
  }
  try {
    return await run(parseCommandLine(words, COMMANDS), terminal);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const hint = error instanceof UsageError ? '\nSee m2m-auth --help.' : '';
    terminal.stderr(`${error.message}${hint}\n`);
    return error.exitCode;
  }
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
  const exitCode = await command.run({
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
  });
  return exitCode ?? EXIT.done;
};
