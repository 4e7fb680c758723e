import type { GivenOptions } from './command.js';
import { UsageError } from './command-error.js';
import { integerOf, textOf } from './options.js';
import type { Terminal } from './terminal.js';

const DEFAULT_URL = 'http://127.0.0.1:3000';
const DEFAULT_TIMEOUT_SECONDS = 15;
const MAX_TIMEOUT_SECONDS = 600;

/** Where the server is. @throws UsageError */
export const serverUrlOf = (options: GivenOptions, env: Terminal['env']): URL => {
  const text = textOf(options, 'url') ?? (env['M2M_AUTH_URL'] || DEFAULT_URL);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new UsageError('The server must be given as an http or https URL.');
  }
  // Node's fetch refuses such a URL, and it would repeat the password in its message.
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('The URL of the server must hold no credentials.');
  }
  return url;
};

/** Milliseconds to wait for each answer. @throws UsageError */
export const timeoutOf = (options: GivenOptions): number => {
  const seconds = integerOf(options, 'timeout') ?? DEFAULT_TIMEOUT_SECONDS;
  if (seconds < 1 || seconds > MAX_TIMEOUT_SECONDS) {
    throw new UsageError(`--timeout must be 1 to ${MAX_TIMEOUT_SECONDS} seconds.`);
  }
  return seconds * 1_000;
};
