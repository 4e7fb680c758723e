import type { OptionProblem } from '../../oauth/option-problems.js';
import type { Clock } from '../../oauth/ports/clock.js';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import type { RedisStateOptions } from './redis-state-options.js';
import type { SharedState } from './shared-state.js';

/** The part of the module's options that a shared state reads. */
export interface SharedStateOptions {
  readonly issuer: string;
  readonly redis?: RedisStateOptions;
}

/** What `sharedState` among the module's static options takes: providers whose values come from its factory. */
export interface SharedStateFeature {
  readonly imports: never[];
  /** What is wrong with the options that it reads. */
  readonly optionProblems?: (options: Pick<SharedStateOptions, 'redis'>) => readonly OptionProblem[];
  readonly providers: {
    readonly provide: symbol;
    readonly useFactory: (options: SharedStateOptions, clock: Clock, random: RandomSource) => SharedState;
    readonly inject: symbol[];
  }[];
}
