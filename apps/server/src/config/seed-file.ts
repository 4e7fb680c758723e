import { resolve } from 'node:path';
import { problemLine, readConfigurationFile } from '../configuration-file/configuration-file.js';
import type { EnvironmentReader, EnvironmentVariables } from './environment-reader.js';
import type { SeedConfig } from './server-config.js';

const NAME = 'SEED_FILE';

/** Organizations and clients that are to exist when the server has started. Every problem of the file is one of the setting. */
export function readSeedFile(
  reader: EnvironmentReader,
  variables: EnvironmentVariables,
  readFile: (path: string) => string,
): SeedConfig | undefined {
  const path = reader.text(NAME);
  if (path === undefined) return undefined;
  const { document, problems, warnings } = readConfigurationFile(resolve(path), variables, readFile);
  if (problems.length > 0) {
    return reader.problem(NAME, ['names a file with problems:', ...problems.map(problemLine)].join('\n'));
  }
  return {
    path,
    document,
    warnings: warnings.map(({ path: place, message }) => `${NAME} ${place}: ${message}`),
  };
}
