import { createHash } from 'node:crypto';
import type { RedisStateOptions } from '../../domain/shared-state/redis-state-options.js';
import { M2MAuthOptionsError, OptionProblems, type OptionProblem } from '../../oauth/option-problems.js';
import { redisEndpoint, type RedisEndpoint } from './redis-endpoint.js';
import { redisKeys, shardKeys, type RedisKeys } from './redis-keys.js';

/** The options of the shared state, checked and complete. */
export interface RedisSettings {
  readonly endpoint: RedisEndpoint;
  readonly keys: RedisKeys;
  readonly commandTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly durability: 'primary' | 'replica';
  readonly keyPrefix: string;
  /** Over how many keys the denials are spread. */
  readonly shards: number;
  /** How old a local copy may be that guards ask, in milliseconds; null: they ask Redis. */
  readonly stalenessMs: number | null;
}

const MAX_SHARDS = 64;
const MAX_STALENESS_MS = 1_000;
const MIN_STALENESS_MS = 50;

const duration = (
  name: string,
  value: number | undefined,
  fallback: number,
  problems: OptionProblems,
): number => {
  if (value !== undefined && !(Number.isSafeInteger(value) && value > 0)) {
    problems.add(`redis.${name}`, 'must be a whole number of milliseconds above 0');
  }
  return value ?? fallback;
};

const wholeBetween = (
  name: string,
  value: number,
  [least, most]: readonly [number, number],
  problems: OptionProblems,
): number => {
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    problems.add(`redis.${name}`, `must be a whole number from ${least} to ${most}`);
  }
  return value;
};

const stalenessOf = (
  { check = 'projection', stalenessMs }: RedisStateOptions,
  problems: OptionProblems,
): number | null => {
  if (check !== 'projection' && check !== 'replica') {
    problems.add('redis.check', "must be 'projection' or 'replica'");
    return null;
  }
  if (check === 'replica') {
    const bounds = [MIN_STALENESS_MS, MAX_STALENESS_MS] as const;
    return wholeBetween('stalenessMs', stalenessMs ?? MAX_STALENESS_MS, bounds, problems);
  }
  if (stalenessMs !== undefined) {
    problems.add('redis.stalenessMs', "is for redis.check 'replica' only", 'conflict');
  }
  return null;
};

/**
 * Adds the key prefix that follows from the issuer, unless one is given. Both roles know the issuer, and two deployments
 * that issue under different names cannot meet in one Redis.
 */
export const withDefaultPrefix = <T extends { readonly keyPrefix?: string }>(
  options: T | undefined,
  issuer: string,
): (T & { readonly keyPrefix: string }) | undefined =>
  options && { ...options, keyPrefix: options.keyPrefix ?? defaultKeyPrefix(issuer) };

export const defaultKeyPrefix = (issuer: string): string =>
  `m2m:${createHash('sha256').update(issuer).digest('hex').slice(0, 12)}`;

/** The settings, or what is wrong with the options. */
const readSettings = (options: RedisStateOptions, problems: OptionProblems): RedisSettings | undefined => {
  const { keyPrefix = 'm2m', durability = 'primary', shards = 1 } = options;
  const endpoint = redisEndpoint(options, problems);
  if (!/^[A-Za-z0-9._:-]{1,64}$/.test(keyPrefix)) {
    problems.add(
      'redis.keyPrefix',
      'must be 1 to 64 characters of A-Z a-z 0-9 . _ : - (it becomes a hash tag)',
    );
  }
  if (durability !== 'primary' && durability !== 'replica') {
    problems.add('redis.durability', "must be 'primary' or 'replica'");
  }
  const settings = {
    keys: redisKeys(keyPrefix),
    commandTimeoutMs: duration('commandTimeoutMs', options.commandTimeoutMs, 150, problems),
    connectTimeoutMs: duration('connectTimeoutMs', options.connectTimeoutMs, 1_000, problems),
    durability,
    keyPrefix,
    shards: wholeBetween('shards', shards, [1, MAX_SHARDS], problems),
    stalenessMs: stalenessOf(options, problems),
  };
  return endpoint && { endpoint, ...settings };
};

/** What is wrong with `redis` among the options of a module; nothing when it can be used. */
export const redisOptionProblems = ({
  redis = {},
}: {
  readonly redis?: RedisStateOptions;
}): readonly OptionProblem[] => {
  const problems = new OptionProblems();
  readSettings(redis, problems);
  return problems.all;
};

/** @throws M2MAuthOptionsError that names the options and the remedies; never with a value, which may hold a password. */
export const redisSettings = (options: RedisStateOptions = {}): RedisSettings => {
  const problems = new OptionProblems();
  const settings = readSettings(options, problems);
  if (settings !== undefined && problems.all.length === 0) return settings;
  throw new M2MAuthOptionsError(problems.all);
};

/** The settings of each shard, with its own keys. */
export const shardSettings = (settings: RedisSettings): RedisSettings[] =>
  Array.from({ length: settings.shards }, (_, shard) => ({
    ...settings,
    keys: shardKeys(settings.keyPrefix, shard, settings.shards),
  }));
