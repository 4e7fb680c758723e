export { redisRevocation } from './redis-revocation.js';
export { redisState } from './redis-state.js';
export type { RedisStateOptions } from '../../domain/shared-state/redis-state-options.js';
export type {
  SharedStateFeature,
  SharedStateOptions,
} from '../../domain/shared-state/shared-state-feature.js';
export type { SharedState } from '../../domain/shared-state/shared-state.js';
export type { RedisRevocationFeature } from './redis-revocation.js';
export type { RedisAddress, RedisConnectionOptions } from '../../oauth/ports/redis-connection-options.js';
