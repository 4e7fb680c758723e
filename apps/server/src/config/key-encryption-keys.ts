import { configuredSecretProblem } from 'nestjs-m2m-auth';
import type { EnvironmentReader } from './environment-reader.js';
import type { EnvironmentName, SecretSource } from './server-config.js';

const NAME = 'KEY_ENCRYPTION_KEY';

/** Thirty-two bytes: 64 hex digits, or 32 characters of anything richer (base64 of 32 bytes has 43). */
const isLongEnough = (key: string): boolean =>
  /^[0-9a-f]+$/i.test(key) ? key.length >= 64 : Buffer.byteLength(key) >= 32;

/** What encrypts managed signing keys at rest. Two at once: the new one, and the one that is being replaced. */
export function readKeyEncryptionKeys(reader: EnvironmentReader, environment: EnvironmentName): SecretSource {
  const value = reader.secret(NAME);
  if (value === undefined) {
    if (environment !== 'production') return 'generate';
    if (!reader.problems.some(({ name }) => name.startsWith(NAME))) {
      reader.problem(NAME, 'is required in production, where signing keys are kept encrypted.');
    }
    return [];
  }
  const keys = value.split(',').map((key) => key.trim());
  if (keys.length > 2) reader.problem(NAME, 'takes at most two comma-separated keys.');
  const use = environment === 'production' ? 'production' : 'development';
  const [problem] = keys.flatMap((key) => configuredSecretProblem(key, use) ?? []);
  if (!keys.every(isLongEnough)) {
    reader.problem(NAME, 'must be at least 32 bytes: 64 hex digits, or 32 characters otherwise.');
  } else if (problem !== undefined) {
    reader.problem(NAME, `holds a key that is no good: it ${problem}.`);
  }
  return keys;
}
