import { CLOCK, type Clock } from '../../oauth/ports/clock.js';
import type { OptionProblem } from '../../oauth/option-problems.js';
import type { RedisConnectionOptions } from '../../oauth/ports/redis-connection-options.js';
import { REVOCATION_CHECK, type RemoteRevocationCheck } from '../../oauth/ports/revocation-check.js';
import { M2M_AUTH_OPTIONS } from '../../oauth/ports/tokens.js';
import { RedisRemoteRevocationCheck } from './redis-remote-revocation-check.js';
import { redisOptionProblems, withDefaultPrefix } from './redis-settings.js';

/** What `revocation` among the static options of `M2MResourceServerModule` takes. */
export interface RedisRevocationFeature {
  readonly optionProblems: (options: { readonly redis?: RedisConnectionOptions }) => readonly OptionProblem[];
  readonly providers: {
    readonly provide: symbol;
    readonly useFactory: (
      options: { readonly issuer: string; readonly redis?: RedisConnectionOptions },
      clock: Clock,
    ) => RemoteRevocationCheck;
    readonly inject: symbol[];
  }[];
}

/**
 * Lets a service that only accepts tokens see revocations: it asks the Redis that the authorization server projects
 * them to, and never writes there. The README lists the few rights that its user needs. While Redis, or what it holds, cannot be
 * trusted, guards answer 503.
 *
 * @throws M2MAuthOptionsError at start when `redis.url` is missing or an option cannot work.
 * @example
 * M2MResourceServerModule.forRootAsync({
 *   revocation: redisRevocation(),
 *   inject: [ConfigService],
 *   useFactory: (config: ConfigService) => ({ issuer, audience, redis: { url: config.getOrThrow('REDIS_URL') } }),
 * });
 */
export const redisRevocation = (): RedisRevocationFeature => ({
  optionProblems: redisOptionProblems,
  providers: [
    {
      provide: REVOCATION_CHECK,
      useFactory: ({ redis, issuer }, clock) =>
        new RedisRemoteRevocationCheck(withDefaultPrefix(redis, issuer), clock),
      inject: [M2M_AUTH_OPTIONS, CLOCK],
    },
  ],
});
