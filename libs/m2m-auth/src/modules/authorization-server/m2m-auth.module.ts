import {
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type MiddlewareConsumer,
  type NestModule,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { OAuthHttpBinding } from '../../http/oauth-http-binding.js';
import { adminControllers } from './admin-routes.js';
import { M2M_AUTH_CORE, M2MAuthCore } from './core.js';
import { memoryPersistenceFeature, memoryStateFeature } from '../../storage/memory/memory.features.js';
import {
  ConfigurableModuleClass,
  type ASYNC_OPTIONS_TYPE,
  type M2MAuthExtras,
  type OPTIONS_TYPE,
} from './module-definition.js';
import { exportedProviders, moduleProviders } from './providers.js';
import { checkStructure } from './structure.js';
import { onlyByForRoot, requireStatic } from '../module-structure.js';

/**
 * The authorization server and the guards of its own routes. Adapters, admin routes, paths and `isGlobal` are static;
 * values come from `forRoot`'s argument or `forRootAsync`'s factory.
 *
 * @example
 * M2MAuthModule.forRootAsync({
 *   persistence: typeOrmPersistence(),
 *   sharedState: redisState(),
 *   admin: { resources: ['oauth-clients'] },
 *   inject: [ConfigService],
 *   useFactory: (config: ConfigService) => ({
 *     issuer: 'https://auth.example.com',
 *     audience: 'https://api.example.com',
 *     internalApiKeys: [config.getOrThrow('INTERNAL_API_KEY')],
 *     redis: { url: config.getOrThrow('REDIS_URL') },
 *   }),
 * })
 */
@Module({ providers: onlyByForRoot('M2MAuthModule', [M2M_AUTH_CORE, OAuthHttpBinding]) })
export class M2MAuthModule
  extends ConfigurableModuleClass
  implements NestModule, OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(
    @Inject(M2M_AUTH_CORE) private readonly core: M2MAuthCore,
    private readonly binding: OAuthHttpBinding,
  ) {
    super();
  }

  /** @throws M2MAuthOptionsError for what is structure; at start, naming every problem at once, for the values. */
  static override forRoot(options: typeof OPTIONS_TYPE): DynamicModule {
    checkStructure(options, 'forRoot');
    return compose(super.forRoot(options), options);
  }

  /** @throws M2MAuthOptionsError for what is structure; at start, naming every problem at once, for the values. */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    checkStructure(options, 'forRootAsync');
    return compose(super.forRootAsync(options), options);
  }

  configure(_consumer: MiddlewareConsumer): void {
    requireStatic<OAuthHttpBinding>(this.binding).configure();
  }

  async onModuleInit(): Promise<void> {
    await this.core.start();
  }

  /** The HTTP server goes on answering until it closes, which is after this hook and before `onApplicationShutdown`. */
  async beforeApplicationShutdown(): Promise<void> {
    this.core.retire();
    await this.binding.afterServerClosed(() => this.core.stop());
  }

  /** For an application whose HTTP server was never closed through its adapter. */
  async onApplicationShutdown(): Promise<void> {
    await this.core.stop();
  }
}

const compose = (definition: DynamicModule, extras: M2MAuthExtras): DynamicModule => ({
  ...definition,
  imports: [
    ...(definition.imports ?? []),
    ...(extras.persistence?.imports ?? []),
    ...(extras.sharedState?.imports ?? []),
  ],
  controllers: adminControllers(extras.admin),
  providers: [
    ...(definition.providers ?? []),
    ...(extras.persistence?.providers ?? memoryPersistenceFeature),
    ...(extras.sharedState?.providers ?? memoryStateFeature),
    ...moduleProviders(extras),
  ],
  exports: exportedProviders,
});
