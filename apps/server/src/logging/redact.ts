import { safeError } from './safe-error.js';

const MAXIMUM_DEPTH = 6;
const secretNames: ReadonlySet<string> = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'xinternalapikey',
  'xapikey',
  'apikey',
  'clientsecret',
  'clientsecrethash',
  'clientassertion',
  'assertion',
  'token',
  'accesstoken',
  'refreshtoken',
  'registrationaccesstoken',
  'password',
  'secret',
  'value',
  'privatekey',
]);

/** A copy that may be logged: members with a secret's name are censored, errors reduced to what is safe. */
export function redact(value: unknown, depth = 0): unknown {
  if (value instanceof Error) return safeError(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAXIMUM_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isSecret(name) ? '[redacted]' : redact(member, depth + 1),
    ]),
  );
}

const isSecret = (name: string): boolean => secretNames.has(name.toLowerCase().replaceAll(/[-_]/g, ''));
