import {
  ConfigurableModuleBuilder,
  type CanActivate,
  type DynamicModule,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import { M2M_AUTH_OPTIONS } from '../oauth/ports/tokens.js';
import type { M2MAuthOptions } from './m2m-auth.options.js';
import type { EndpointPaths } from './m2m-auth.paths.js';

/** What an adapter of the persistence or of the shared state adds to the module. */
export interface M2MAuthFeature {
  readonly imports?: ModuleMetadata['imports'];
  readonly providers: ModuleMetadata['providers'];
}

/** Groups of admin routes. */
export type AdminResource =
  | 'oauth-clients'
  | 'organizations'
  | 'api-keys'
  | 'signing-keys'
  | 'initial-access-tokens'
  | 'audit-events'
  | 'configuration';

/** Which admin routes are mounted. */
export interface AdminOptions {
  readonly resources: readonly AdminResource[];
  /** Put before the routes, e.g. `internal`. Default: nothing. */
  readonly path?: string;
  /** In place of `InternalApiKeyGuard`. Never empty: admin routes are not left open. */
  readonly guards?: readonly Type<CanActivate>[];
}

/** Structure: Nest fixes imports, controllers and providers before any factory has run. */
export interface M2MAuthExtras {
  /** `typeOrmPersistence()` of `nestjs-m2m-auth/typeorm`. Left out: in memory, refused in production. */
  readonly persistence?: M2MAuthFeature;
  /** `redisState()` of `nestjs-m2m-auth/redis`. Left out: each process for itself, in step within a second. */
  readonly sharedState?: M2MAuthFeature;
  /** Default false: no admin routes. */
  readonly admin?: AdminOptions | false;
  readonly paths?: Partial<EndpointPaths>;
  /** Default true: the guards work in every module. */
  readonly isGlobal?: boolean;
}

const builder = new ConfigurableModuleBuilder<M2MAuthOptions>({ optionsInjectionToken: M2M_AUTH_OPTIONS })
  .setClassMethodName('forRoot')
  .setExtras<M2MAuthExtras>({ isGlobal: true, admin: false }, (definition: DynamicModule, extras) => ({
    ...definition,
    global: extras.isGlobal ?? true,
  }));

export const { ConfigurableModuleClass, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } = builder.build();
