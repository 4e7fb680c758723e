import { CLOCK } from '../../oauth/ports/clock.js';
import { RANDOM_SOURCE } from '../../oauth/ports/random-source.js';
import { M2M_AUTH_OPTIONS } from '../../oauth/ports/tokens.js';
import type { SharedStateFeature } from '../../domain/shared-state/shared-state-feature.js';
import { SHARED_STATE } from '../../domain/shared-state/shared-state.js';
import { redisOptionProblems, withDefaultPrefix } from './redis-settings.js';
import { redisSharedState } from './redis-shared-state.js';

/**
 * Shares revocations, throttle counters and the register of live tokens between processes through Redis ≥ 6.2
 * (or Valkey), by `ioredis`. Its address is a value, so it comes from the module's options factory.
 *
 * Nothing in Redis is the truth: it may be flushed, restarted or lost at any time. Guards then ask the database,
 * or answer 503, until it is filled again, within two seconds.
 *
 * @throws M2MAuthOptionsError at start when `redis.url` is missing or an option cannot work.
 * @example
 * M2MAuthModule.forRootAsync({
 *   sharedState: redisState(),
 *   inject: [ConfigService],
 *   useFactory: (config: ConfigService) => ({ redis: { url: config.getOrThrow('REDIS_URL') } }),
 * });
 */
export const redisState = (): SharedStateFeature => ({
  imports: [],
  optionProblems: redisOptionProblems,
  providers: [
    {
      provide: SHARED_STATE,
      useFactory: ({ redis, issuer }, clock, random) =>
        redisSharedState(withDefaultPrefix(redis, issuer), clock, random),
      inject: [M2M_AUTH_OPTIONS, CLOCK, RANDOM_SOURCE],
    },
  ],
});
