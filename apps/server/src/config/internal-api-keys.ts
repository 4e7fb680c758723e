import { configuredSecretProblem } from 'nestjs-m2m-auth';
import type { EnvironmentReader } from './environment-reader.js';
import type { EnvironmentName, SecretSource } from './server-config.js';

const NAME = 'INTERNAL_API_KEY';

/** Several keys at once let an operator replace one without a moment in which neither works. */
export function readInternalApiKeys(reader: EnvironmentReader, environment: EnvironmentName): SecretSource {
  const value = reader.secret(NAME, { blankCounts: true });
  if (value === undefined) {
    if (reader.isBlank(NAME)) return [];
    if (environment !== 'production') return 'generate';
    if (!reader.problems.some(({ name }) => name.startsWith(NAME))) {
      reader.problem(NAME, 'is required in production (blank turns the admin endpoints off).');
    }
    return [];
  }
  const keys = value.split(',').map((key) => key.trim());
  const use = environment === 'production' ? 'production' : 'development';
  const [problem] = keys.flatMap((key) => configuredSecretProblem(key, use) ?? []);
  if (problem !== undefined) {
    reader.problem(NAME, `holds a key that is no good: it ${problem}.`);
  } else if (keys.some((key) => !/^[\x21-\x7e]+$/.test(key))) {
    reader.problem(NAME, 'must hold printable ASCII characters only: it travels in a header.');
  }
  return keys;
}
