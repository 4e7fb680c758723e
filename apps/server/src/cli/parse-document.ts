import { parseConfigurationText } from '../configuration-file/parse-configuration-text.js';
import { CommandError } from './command-error.js';
import type { Terminal } from './terminal.js';

/**
 * What a file in YAML or JSON says.
 *
 * @param path `-` for standard input.
 * @throws CommandError naming the place of what cannot be read.
 */
export const parseDocument = async (
  path: string,
  terminal: Pick<Terminal, 'readFile' | 'readStdin'>,
): Promise<unknown> => {
  const { document, problems } = parseConfigurationText(await contentsOf(path, terminal));
  if (problems.length === 0) return document;
  const lines = problems.map((problem) => `  - ${problem.path || 'document'}: ${problem.message}`);
  throw new CommandError([`${path} cannot be read:`, ...lines].join('\n'));
};

const contentsOf = async (
  path: string,
  terminal: Pick<Terminal, 'readFile' | 'readStdin'>,
): Promise<string> => {
  if (path === '-') return terminal.readStdin();
  try {
    return terminal.readFile(path);
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${String((error as { code?: unknown }).code)}`);
  }
};
