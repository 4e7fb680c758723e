import type { Invocation } from '../command.js';
import { UsageError } from '../command-error.js';
import { requiredText, textOf, variableOf } from '../options.js';

/** With what a client says who it is. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The header of `client_secret_basic`: both halves are form-encoded before they are joined (RFC 6749 §2.3.1). */
export const basicAuthorization = ({ clientId, clientSecret }: ClientCredentials): string => {
  const credentials = [clientId, clientSecret].map(encodeURIComponent).join(':');
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
};

/**
 * The client of `--client-id` with its secret from the variable of `--client-secret-env` or from the file (`-` for
 * standard input) of `--client-secret-file`. There is no option for the secret itself, because other users of the machine
 * can read a command line.
 *
 * @throws UsageError
 */
export const credentialsOf = async ({ options, terminal }: Invocation): Promise<ClientCredentials> => {
  const clientId = requiredText(options, 'client-id');
  const clientSecret = variableOf(options, 'client-secret-env', terminal.env);
  const path = textOf(options, 'client-secret-file');
  if ((clientSecret === undefined) === (path === undefined)) {
    throw new UsageError('Either --client-secret-env or --client-secret-file is needed.');
  }
  return { clientId, clientSecret: clientSecret ?? (await contentsOf(path ?? '-', terminal)) };
};

const contentsOf = async (path: string, terminal: Invocation['terminal']): Promise<string> => {
  let text: string;
  try {
    text = path === '-' ? await terminal.readStdin() : terminal.readFile(path);
  } catch {
    throw new UsageError('--client-secret-file names a file that cannot be read.');
  }
  // Editors and `echo` end a file with a line break that is no part of the secret.
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') throw new UsageError('--client-secret-file names an empty file.');
  return secret;
};
