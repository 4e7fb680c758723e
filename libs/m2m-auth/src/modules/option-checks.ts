import { configuredSecretProblem } from '../oauth/configured-secret.js';
import type { OptionProblems } from '../oauth/option-problems.js';
import { isAudience } from '../oauth/resource-indicator.js';
import { isRealm } from '../resource-server/resource-server-options.js';

/** The only thing this library reads from the environment: whether what is convenient for development must be refused. */
export const isProduction = (): boolean => process.env['NODE_ENV'] === 'production';

const MAX_SKEW_SECONDS = 60;
/** Stricter than URL parsing, which mends what it reads: the issuer is compared byte for byte. */
export const WEB_URL = /^https?:\/\/[^\s?#\\]+$/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The checks that the options of several modules share. Each adds what is wrong to `problems`, without values. */
export const issuerUrl = (
  issuer: unknown,
  production: boolean,
  problems: OptionProblems,
): URL | undefined => {
  const url = typeof issuer === 'string' && URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (!url || !WEB_URL.test(String(issuer)) || url.username !== '' || url.password !== '') {
    problems.add(
      'issuer',
      'must be an absolute http(s) URL without credentials, query or fragment',
      issuer === undefined ? 'missing' : 'value',
    );
    return undefined;
  }
  if (production && url.protocol !== 'https:' && !LOOPBACK.test(url.hostname)) {
    problems.add('issuer', 'must use https in production');
  }
  return url;
};

export const audienceList = (name: string, value: unknown, problems: OptionProblems): readonly string[] => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > 0 && list.every((item) => typeof item === 'string' && isAudience(item))) {
    return list as readonly string[];
  }
  problems.add(
    name,
    'must be an absolute URI or a plain name without a fragment, or several',
    value === undefined ? 'missing' : 'value',
  );
  return [];
};

/** @returns seconds; 5 when nothing is said. */
export const clockSkew = (value: number | undefined, problems: OptionProblems): number => {
  const skew = value ?? 5;
  if (!(skew >= 0 && skew <= MAX_SKEW_SECONDS)) problems.add('clockSkewSeconds', 'must be 0 to 60');
  return skew;
};

/** The realm stands in quotes in every challenge. */
export const realmRule = (realm: string | undefined, problems: OptionProblems): void => {
  if (realm !== undefined && !isRealm(realm))
    problems.add('realm', 'must be printable ASCII without " and \\');
};

/** Every secret of the options is held to the one rule of `configuredSecretProblem`. */
export const secretRule = (
  path: string,
  secrets: readonly string[],
  production: boolean,
  problems: OptionProblems,
): void => {
  for (const secret of secrets) {
    const problem = configuredSecretProblem(secret, production ? 'production' : 'development');
    if (problem !== undefined) problems.add(path, problem);
  }
};

/** A member that, where it is given, is one of a few. */
export const oneOf = <T>(
  name: string,
  value: T | undefined,
  known: readonly T[],
  problems: OptionProblems,
): void => {
  if (value !== undefined && !known.includes(value)) {
    problems.add(name, `must be one of ${known.join(', ')}`);
  }
};
