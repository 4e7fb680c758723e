import fastifyCompress from '@fastify/compress';
import fastifyHelmet from '@fastify/helmet';
import { Module, ValidationPipe, VersioningType, type INestApplication, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, HttpAdapterHost, NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import compression from 'compression';
import helmet from 'helmet';
import { EchoModule, type EchoOptions } from './echo.module.js';
import {
  CatchAllController,
  HelloController,
  HostFilter,
  LoginController,
  UserGuard,
  WrappingInterceptor,
} from './hostile-parts.js';
import { portOf } from './listening.js';

export type Platform = 'express' | 'fastify';
export const PLATFORMS: readonly Platform[] = ['express', 'fastify'];

export interface HostOptions {
  readonly platform: Platform;
  /** Global guard, interceptor, filter, pipe, versioning, CORS, helmet, compression, response hooks. */
  readonly hostile?: boolean;
  readonly bodyParser?: boolean;
  readonly rawBody?: boolean;
  /** The host brings body parsers of its own, with limits of 1 KiB. */
  readonly ownParsers?: boolean;
  /** The host answers every path with a page. */
  readonly catchAll?: boolean;
  readonly prefix?: string;
  /** What Fastify takes when it is made, and only then. */
  readonly fastify?: ConstructorParameters<typeof FastifyAdapter>[0];
  readonly echo?: EchoOptions;
  readonly prepare?: (app: INestApplication) => void | Promise<void>;
}

export interface RunningHost {
  readonly app: INestApplication;
  readonly port: number;
}

const GLOBALS = [
  { provide: APP_GUARD, useClass: UserGuard },
  { provide: APP_INTERCEPTOR, useClass: WrappingInterceptor },
  {
    provide: APP_FILTER,
    inject: [HttpAdapterHost],
    useFactory: (host: HttpAdapterHost) => new HostFilter(host),
  },
];

function hostModule(options: HostOptions): Type {
  const controllers: Type[] = [HelloController, LoginController];
  @Module({
    imports: [EchoModule.with(options.echo ?? {})],
    controllers: options.catchAll ? [...controllers, CatchAllController] : controllers,
    providers: options.hostile ? GLOBALS : [],
  })
  class HostModule {}
  return HostModule;
}

function hardenExpress(app: NestExpressApplication): void {
  app.use(helmet());
  app.use(compression({ threshold: 0 }));
}

async function hardenFastify(app: NestFastifyApplication): Promise<void> {
  await app.register(fastifyHelmet);
  await app.register(fastifyCompress, {
    global: true,
    threshold: 0,
  });
  const instance = app.getHttpAdapter().getInstance();
  instance.addHook('preSerialization', async (_request, _reply, payload) => ({ hooked: payload }));
  instance.setReplySerializer((payload) => JSON.stringify({ serialized: payload }));
}

function ownParsers(app: INestApplication, platform: Platform): void {
  if (platform === 'express') {
    (app as NestExpressApplication).useBodyParser('urlencoded', { extended: true, limit: '1kb' });
    (app as NestExpressApplication).useBodyParser('json', { limit: '1kb' });
    return;
  }
  const fastify = app as NestFastifyApplication;
  fastify.useBodyParser('application/x-www-form-urlencoded', { bodyLimit: 1024 }, (_request, _body, done) =>
    done(null, { parsed: 'by the host' }),
  );
  fastify
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser('*', { parseAs: 'string', bodyLimit: 1024 }, (_request, body, done) =>
      done(null, body),
    );
}

/** A Nest application as teams really configure them, with the echo endpoints inside. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const { platform } = options;
  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter(options.fastify);
  const app = await NestFactory.create<INestApplication>(hostModule(options), adapter, {
    logger: false,
    bodyParser: options.bodyParser ?? true,
    rawBody: options.rawBody ?? false,
  });
  if (options.hostile) {
    if (platform === 'express') hardenExpress(app as NestExpressApplication);
    else await hardenFastify(app as NestFastifyApplication);
    app.enableCors({ origin: 'https://spa.example', credentials: true });
    app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
    app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
  }
  if (options.ownParsers) ownParsers(app, platform);
  await options.prepare?.(app);
  app.setGlobalPrefix(options.prefix ?? 'api');
  await app.listen(0, '127.0.0.1');
  return { app, port: portOf(app.getHttpServer()) };
}
