import { createHash } from 'node:crypto';
import type { RedisStateOptions } from '../../domain/shared-state/redis-state-options.js';
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

const duration = (name: string, value: number | undefined, fallback: number): number => {
  if (value === undefined) return fallback;
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`redis.${name} must be a whole number of milliseconds above 0.`);
};

const wholeBetween = (
  name: string,
  value: number | undefined,
  [least, most]: readonly [number, number],
  fallback: number,
): number => {
  if (value === undefined) return fallback;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`redis.${name} must be a whole number from ${least} to ${most}.`);
};

const stalenessOf = ({ check = 'projection', stalenessMs }: RedisStateOptions): number | null => {
  if (check !== 'projection' && check !== 'replica')
    throw new Error("redis.check must be 'projection' or 'replica'.");
  const bounds = [MIN_STALENESS_MS, MAX_STALENESS_MS] as const;
  const staleness = wholeBetween('stalenessMs', stalenessMs, bounds, MAX_STALENESS_MS);
  if (check === 'replica') return staleness;
  if (stalenessMs !== undefined) throw new Error("redis.stalenessMs is for redis.check 'replica' only.");
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

/** @throws Error that names the option and the remedy; never with the value, which may hold a password. */
export const redisSettings = (options: RedisStateOptions = {}): RedisSettings => {
  const { keyPrefix = 'm2m', durability = 'primary' } = options;
  const endpoint = redisEndpoint(options);
  if (!/^[A-Za-z0-9._:-]{1,64}$/.test(keyPrefix))
    throw new Error(
      'redis.keyPrefix must be 1 to 64 characters of A-Z a-z 0-9 . _ : - (it becomes a hash tag).',
    );
  return {
    endpoint,
    keys: redisKeys(keyPrefix),
    commandTimeoutMs: duration('commandTimeoutMs', options.commandTimeoutMs, 150),
    connectTimeoutMs: duration('connectTimeoutMs', options.connectTimeoutMs, 1_000),
    durability,
    keyPrefix,
    shards: wholeBetween('shards', options.shards, [1, MAX_SHARDS], 1),
    stalenessMs: stalenessOf(options),
  };
};

/** The settings of each shard, with its own keys. */
export const shardSettings = (settings: RedisSettings): RedisSettings[] =>
  Array.from({ length: settings.shards }, (_, shard) => ({
    ...settings,
    keys: shardKeys(settings.keyPrefix, shard, settings.shards),
  }));
