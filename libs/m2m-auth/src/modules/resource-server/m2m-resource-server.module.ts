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
import {
  ConfigurableModuleClass,
  type ASYNC_OPTIONS_TYPE,
  type M2MResourceServerExtras,
  type OPTIONS_TYPE,
} from './module-definition.js';
import { exportedProviders, resourceServerProviders, unseenRevocationsFeature } from './providers.js';
import { checkResourceServerStructure } from './structure.js';
import { onlyByForRoot, requireStatic } from '../module-structure.js';
import { REVOCATION_CHECK, type RemoteRevocationCheck } from '../../oauth/ports/revocation-check.js';

/**
 * The guards of a service that accepts the tokens of an authorization server elsewhere: needs its URL, and, to see
 * revocations, the Redis that it projects them to. No database.
 *
 * @example
 * M2MResourceServerModule.forRootAsync({
 *   revocation: redisRevocation(),
 *   inject: [ConfigService],
 *   useFactory: (config: ConfigService) => ({
 *     issuer: 'https://auth.example.com',
 *     audience: 'https://billing.example.com',
 *     redis: { url: config.getOrThrow('REDIS_URL') },
 *   }),
 * })
 */
@Module({ providers: onlyByForRoot('M2MResourceServerModule', [REVOCATION_CHECK, OAuthHttpBinding]) })
export class M2MResourceServerModule
  extends ConfigurableModuleClass
  implements NestModule, OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(
    @Inject(REVOCATION_CHECK) private readonly revocation: RemoteRevocationCheck,
    private readonly binding: OAuthHttpBinding,
  ) {
    super();
  }

  /** @throws M2MAuthOptionsError for what is structure; at start, naming every problem at once, for the values. */
  static override forRoot(options: typeof OPTIONS_TYPE): DynamicModule {
    checkResourceServerStructure(options, 'forRoot');
    return compose(super.forRoot(options), options);
  }

  /** @throws M2MAuthOptionsError for what is structure; at start, naming every problem at once, for the values. */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    checkResourceServerStructure(options, 'forRootAsync');
    return compose(super.forRootAsync(options), options);
  }

  configure(_consumer: MiddlewareConsumer): void {
    requireStatic<OAuthHttpBinding>(this.binding).configure();
  }

  async onModuleInit(): Promise<void> {
    await this.revocation.start();
  }

  /** The HTTP server goes on answering until it closes, which is after this hook and before `onApplicationShutdown`. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.binding.afterServerClosed(() => this.revocation.close());
  }

  /** For an application whose HTTP server was never closed through its adapter. */
  async onApplicationShutdown(): Promise<void> {
    await this.revocation.close();
  }
}

const compose = (definition: DynamicModule, extras: M2MResourceServerExtras): DynamicModule => ({
  ...definition,
  providers: [
    ...(definition.providers ?? []),
    ...(extras.revocation?.providers ?? unseenRevocationsFeature),
    ...resourceServerProviders(extras),
  ],
  exports: exportedProviders,
});
