import { validateConfiguration, type ConfigurationProblem } from 'nestjs-m2m-auth';
import type { EnvironmentVariables } from '../config/environment-reader.js';
import { parseConfigurationText } from './parse-configuration-text.js';
import { SecretsFromEnvironment } from './resolve-environment.js';

/** A configuration file as it was read. */
export interface ConfigurationFile {
  /** With the values of its secrets: to be applied, or sent to the admin endpoints, and never to be shown. */
  readonly document: unknown;
  /** Everything that keeps it from being applied, at once; none: it can be, unless it conflicts with what is stored. */
  readonly problems: readonly ConfigurationProblem[];
  readonly warnings: readonly ConfigurationProblem[];
}

const MAX_BYTES = 1_048_576;

/**
 * Reads and checks a configuration file, YAML or JSON, with the secrets that it takes from the environment.
 *
 * @param readFile throws when there is no such file.
 */
export const readConfigurationFile = (
  path: string,
  variables: EnvironmentVariables,
  readFile: (path: string) => string,
): ConfigurationFile => {
  const text = textOf(path, readFile);
  if (typeof text !== 'string') return unreadable([text]);
  const parsed = parseConfigurationText(text);
  if (parsed.problems.length > 0) return unreadable(parsed.problems);
  const secrets = new SecretsFromEnvironment(variables, readFile);
  // An empty file asks for nothing.
  const document = secrets.resolve(parsed.document ?? {});
  const check = validateConfiguration(document);
  const known = new Set(secrets.problems.map((problem) => problem.path));
  const others = check.problems.filter((problem) => !known.has(problem.path));
  return { document, problems: [...secrets.problems, ...others], warnings: check.warnings };
};

/** A problem as a line of a report. */
export const problemLine = ({ path, message, got }: ConfigurationProblem): string =>
  `  - ${path === '' ? 'document' : path}: ${message}${got === undefined ? '' : ` (got: ${got})`}`;

const textOf = (path: string, readFile: (path: string) => string): string | ConfigurationProblem => {
  try {
    const text = readFile(path);
    const tooLarge = { path: '', message: `must not be larger than ${MAX_BYTES} bytes` };
    return Buffer.byteLength(text) > MAX_BYTES ? tooLarge : text;
  } catch {
    return { path: '', message: 'cannot be read' };
  }
};

const unreadable = (problems: readonly ConfigurationProblem[]): ConfigurationFile => ({
  document: undefined,
  problems,
  warnings: [],
});
