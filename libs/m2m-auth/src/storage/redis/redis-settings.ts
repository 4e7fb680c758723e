import type { RedisStateOptions } from '../../domain/shared-state/redis-state-options.js';
import { redisEndpoint, type RedisEndpoint } from './redis-endpoint.js';
import { redisKeys, type RedisKeys } from './redis-keys.js';

/** The options of the shared state, checked and complete. */
export interface RedisSettings {
  readonly endpoint: RedisEndpoint;
  readonly keys: RedisKeys;
  readonly commandTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly durability: 'primary' | 'replica';
}

const duration = (name: string, value: number | undefined, fallback: number): number => {
  if (value === undefined) return fallback;
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`redis.${name} must be a whole number of milliseconds above 0.`);
};

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
  };
};
