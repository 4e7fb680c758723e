import { UsageError } from './command-error.js';
import type { Terminal } from './terminal.js';

/**
 * The key of the admin routes, from the environment and never from the command line, which other users of the machine
 * can read. Of several, as the server takes them while one replaces another, the first.
 *
 * @throws UsageError
 */
export const internalApiKeyOf = ({ env, readFile }: Pick<Terminal, 'env' | 'readFile'>): string => {
  const path = env['INTERNAL_API_KEY_FILE'];
  if (path && env['INTERNAL_API_KEY']) {
    throw new UsageError('INTERNAL_API_KEY is set together with INTERNAL_API_KEY_FILE; set one of them.');
  }
  const key = firstOf(path ? contentsOf(path, readFile) : (env['INTERNAL_API_KEY'] ?? ''));
  if (key === '') throw new UsageError('INTERNAL_API_KEY or INTERNAL_API_KEY_FILE must be set.');
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new UsageError('The internal API key holds characters no header can.');
  return key;
};

const firstOf = (keys: string): string => keys.split(',')[0]?.trim() ?? '';

const contentsOf = (path: string, readFile: Terminal['readFile']): string => {
  try {
    return readFile(path);
  } catch {
    throw new UsageError('INTERNAL_API_KEY_FILE names a file that cannot be read.');
  }
};
