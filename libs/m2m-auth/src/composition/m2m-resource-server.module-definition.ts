import { ConfigurableModuleBuilder, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import type { M2MResourceServerOptions } from './m2m-resource-server.options.js';
import { M2M_AUTH_OPTIONS } from '../oauth/ports/tokens.js';

/** What a way to learn of revocations adds to the module. */
export interface RevocationFeature {
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
  optionsInjectionToken: M2M_AUTH_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras<M2MResourceServerExtras>({ isGlobal: true }, (definition: DynamicModule, extras) => ({
    ...definition,
    global: extras.isGlobal ?? true,
  }));

export const { ConfigurableModuleClass, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } = builder.build();
