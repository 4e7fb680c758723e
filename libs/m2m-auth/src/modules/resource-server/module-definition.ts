import { ConfigurableModuleBuilder, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { GIVEN_OPTIONS } from '../module-structure.js';
import type { M2MResourceServerOptions } from './options.js';
import type { OptionProblem } from '../../oauth/option-problems.js';

/** What a way to learn of revocations adds to the module. */
export interface RevocationFeature {
  /** What is wrong with the options that it reads. */
  readonly optionProblems?: (options: Partial<M2MResourceServerOptions>) => readonly OptionProblem[];
  readonly providers: ModuleMetadata['providers'];
}

/** Structure: Nest fixes imports and providers before any factory has run. */
export interface M2MResourceServerExtras {
  /** `redisRevocation()` of `nestjs-m2m-auth/redis`. Left out: revocations are not seen, and a warning says so. */
  readonly revocation?: RevocationFeature;
  /** Default true: the guards work in every module. */
  readonly isGlobal?: boolean;
}

const builder = new ConfigurableModuleBuilder<M2MResourceServerOptions>({
  optionsInjectionToken: GIVEN_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras<M2MResourceServerExtras>(
    { isGlobal: true, revocation: undefined },
    (definition: DynamicModule, extras) => ({
      ...definition,
      global: extras.isGlobal ?? true,
    }),
  );

export const { ConfigurableModuleClass, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } = builder.build();
