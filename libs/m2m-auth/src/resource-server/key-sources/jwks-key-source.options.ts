import { M2MAuthOptionsError, OptionProblems, type OptionProblem } from '../../oauth/option-problems.js';

/** How the keys of another process are kept up to date. */
export interface JwksKeySourceOptions {
  /**
   * Least time between two attempts to fetch, whatever came of the first, in milliseconds. Default 30,000. Until a set was
   * fetched for the first time it is a second, doubled by each failure up to this.
   */
  readonly cooldownMs?: number;
  /** Longest wait for one attempt, metadata included, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number;
  /**
   * How long the last keys are used while the issuer cannot be reached, in milliseconds; after that nobody can tell,
   * and guards answer 503. Default 86,400,000, one day.
   */
  readonly maxStaleMs?: number;
  /**
   * Names of hosts whose keys and metadata are accepted over http, such as `auth.default.svc.cluster.local`: exactly these
   * names, without port, on every port. Whoever can answer in their place makes tokens, so this is for networks that
   * nobody else reaches. Default: none but this machine.
   */
  readonly allowHttpHosts?: readonly string[];
}

const HOST_NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

const DEFAULTS = { cooldownMs: 30_000, timeoutMs: 5_000, maxStaleMs: 86_400_000 } as const;
const NAMES = ['cooldownMs', 'timeoutMs', 'maxStaleMs'] as const;

/** What is wrong with these options; nothing when they can be used. */
export const jwksKeySourceProblems = (options: JwksKeySourceOptions = {}): readonly OptionProblem[] => {
  const problems = new OptionProblems();
  for (const name of NAMES) {
    const value = options[name] ?? DEFAULTS[name];
    if (!Number.isSafeInteger(value) || value <= 0) {
      problems.add(`jwks.${name}`, 'must be a whole number of milliseconds above 0');
    }
  }
  const hosts: unknown = options.allowHttpHosts ?? [];
  if (!Array.isArray(hosts) || !hosts.every((host) => typeof host === 'string' && HOST_NAME.test(host))) {
    problems.add(
      'jwks.allowHttpHosts',
      'must be a list of host names in lower case, without scheme, port and *',
    );
  }
  return problems.all;
};

/** @throws M2MAuthOptionsError naming every option that is out of bounds. */
export const resolveJwksKeySourceOptions = (
  options: JwksKeySourceOptions = {},
): Required<Pick<JwksKeySourceOptions, (typeof NAMES)[number]>> => {
  const problems = jwksKeySourceProblems(options);
  if (problems.length > 0) throw new M2MAuthOptionsError(problems);
  const { cooldownMs, timeoutMs, maxStaleMs } = options;
  return {
    cooldownMs: cooldownMs ?? DEFAULTS.cooldownMs,
    timeoutMs: timeoutMs ?? DEFAULTS.timeoutMs,
    maxStaleMs: maxStaleMs ?? DEFAULTS.maxStaleMs,
  };
};
