import { LineCounter, parseDocument as parseYaml } from 'yaml';
import { CommandError } from './command-error.js';
import type { Terminal } from './terminal.js';

/**
 * A file in YAML, of which JSON is a part.
 *
 * @param path `-` for standard input.
 * @throws CommandError naming the line of what cannot be read.
 */
export const parseDocument = async (
  path: string,
  terminal: Pick<Terminal, 'readFile' | 'readStdin'>,
): Promise<unknown> => {
  const lineCounter = new LineCounter();
  const document = parseYaml(await contentsOf(path, terminal), { lineCounter, prettyErrors: false });
  const problems = document.errors.map(
    ({ message, pos }) => `  - line ${lineCounter.linePos(pos[0]).line}: ${message}`,
  );
  if (problems.length > 0) throw new CommandError([`${path} cannot be read:`, ...problems].join('\n'));
  return document.toJS({ maxAliasCount: 100 });
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
