import {
  Inject,
  Module,
  type DynamicModule,
  type MiddlewareConsumer,
  type NestModule,
  type OnModuleInit,
} from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import type { OAuthEndpoint } from '../../../libs/m2m-auth/src/http/endpoint.js';
import {
  OAuthHttpBinding,
  type OAuthHttpBindingOptions,
} from '../../../libs/m2m-auth/src/http/oauth-http-binding.js';
import { echoEndpoints } from './echo-endpoints.js';

const OPTIONS = Symbol('options');

export interface EchoOptions extends OAuthHttpBindingOptions {
  readonly endpoints?: readonly OAuthEndpoint[];
}

/** Binds the echo endpoints as a library module binds its own. */
@Module({})
export class EchoModule implements NestModule, OnModuleInit {
  private readonly binding: OAuthHttpBinding;

  constructor(
    @Inject(HttpAdapterHost) httpAdapterHost: HttpAdapterHost,
    @Inject(ApplicationConfig) applicationConfig: ApplicationConfig,
    @Inject(OPTIONS) options: EchoOptions,
  ) {
    this.binding = new OAuthHttpBinding(
      httpAdapterHost,
      applicationConfig,
      options.endpoints ?? echoEndpoints,
      options,
    );
  }

  static with(options: EchoOptions): DynamicModule {
    return { module: EchoModule, providers: [{ provide: OPTIONS, useValue: options }] };
  }

  configure(_consumer: MiddlewareConsumer): void {
    this.binding.configure();
  }

  onModuleInit(): void {
    this.binding.onModuleInit();
  }
}
