import {
  ConfigurableModuleBuilder,
  type CanActivate,
  type DynamicModule,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import type { OptionProblem } from '../../oauth/option-problems.js';
import type { M2MAuthOptions } from './options.js';
import type { EndpointPaths } from '../../authorization-server/endpoint-paths.js';
import { GIVEN_OPTIONS } from '../module-structure.js';

/** What an adapter of the persistence or of the shared state adds to the module. */
export interface M2MAuthFeature {
  /** What is wrong with the options that it reads, of the module's and its own. */
  readonly optionProblems?: (options: Partial<M2MAuthOptions>) => readonly OptionProblem[];
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
  /** Largest request body in bytes, compressed or not, 1 MiB by default. The host's parsers do not read these bodies. */
  readonly bodyLimit?: number;
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

/** By these names Nest tells structure from values. */
const EXTRAS: M2MAuthExtras = {
  isGlobal: true,
  admin: false,
  persistence: undefined,
  sharedState: undefined,
  paths: undefined,
};

const builder = new ConfigurableModuleBuilder<M2MAuthOptions>({ optionsInjectionToken: GIVEN_OPTIONS })
  .setClassMethodName('forRoot')
  .setExtras<M2MAuthExtras>(EXTRAS, (definition: DynamicModule, extras) => ({
    ...definition,
    global: extras.isGlobal ?? true,
  }));

export const { ConfigurableModuleClass, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } = builder.build();
