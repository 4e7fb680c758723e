import { randomUUID } from 'node:crypto';
import { systemClock } from '../../../libs/m2m-auth/src/crypto/system-clock.js';
import { systemRandom } from '../../../libs/m2m-auth/src/crypto/system-random.js';
import type { RedisStateOptions } from '../../../libs/m2m-auth/src/domain/shared-state/redis-state-options.js';
import type { Clock } from '../../../libs/m2m-auth/src/oauth/ports/clock.js';
import { redisSharedState } from '../../../libs/m2m-auth/src/storage/redis/redis-shared-state.js';

export type RedisSharedState = ReturnType<typeof redisSharedState>;

/** The Redis that the whole run shares; each test has keys of its own there. */
export const SHARED_REDIS_URL = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';

/** A wait long enough for a busy test machine; what depends on a short one says so. */
const PATIENT = { commandTimeoutMs: 2_000, connectTimeoutMs: 3_000 };

export const openState = (options: RedisStateOptions, clock: Clock = systemClock): RedisSharedState =>
  redisSharedState({ ...PATIENT, ...options }, clock, systemRandom);

export const ownPrefix = (): string => `test-${randomUUID()}`;
