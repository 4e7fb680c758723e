import type { RedisStateOptions } from '../../domain/shared-state/redis-state-options.js';
import { redisKeys, type RedisKeys } from './redis-keys.js';

/** The options of the shared state, checked and complete. */
export interface RedisSettings {
  readonly url: string;
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
  const { url, keyPrefix = 'm2m', durability = 'primary' } = options;
  if (!url) {
    throw new Error(
      "redisState() and redisRevocation() need the address of Redis: return redis: { url: 'redis://…' } from the " +
        "module's options factory, or leave them out: the state is then kept in the memory of one process, and a " +
        'service that only accepts tokens sees no revocations.',
    );
  }
  if (!/^rediss?:\/\//.test(url)) throw new Error('redis.url must begin with redis:// or rediss://.');
  if (!/^[A-Za-z0-9._:-]{1,64}$/.test(keyPrefix))
    throw new Error(
      'redis.keyPrefix must be 1 to 64 characters of A-Z a-z 0-9 . _ : - (it becomes a hash tag).',
    );
  return {
    url,
    keys: redisKeys(keyPrefix),
    commandTimeoutMs: duration('commandTimeoutMs', options.commandTimeoutMs, 150),
    connectTimeoutMs: duration('connectTimeoutMs', options.connectTimeoutMs, 1_000),
    durability,
  };
};
