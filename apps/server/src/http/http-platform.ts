import { BadRequestException, type NestApplicationOptions } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { canonicalAddress } from 'nestjs-m2m-auth';
import type { RequestListener } from 'node:http';
import type { ServerConfig, TrustProxy } from '../config/server-config.js';
import { requestContext } from '../logging/request-context.js';
import { decodableUrl } from './decodable-url.js';
import { createHttpServer, type HttpObserver } from './http-server.js';
import { trustedProxies } from './trusted-proxies.js';

/** What Express' own parser takes at most. */
const BODY_LIMIT_BYTES = 100 * 1024;

/** The HTTP platform that the configuration names, on our own server and with the proxies it trusts. */
export function createHttpPlatform(config: ServerConfig['http'], observe: HttpObserver): AbstractHttpAdapter {
  return config.adapter === 'express'
    ? new ObservedExpressAdapter(observe, config.trustProxy)
    : createFastify(observe, config.trustProxy);
}

class ObservedExpressAdapter extends ExpressAdapter {
  constructor(
    private readonly observe: HttpObserver,
    trustProxy: TrustProxy,
  ) {
    super();
    this.set('trust proxy', toPlatform(trustProxy));
    this.disable('x-powered-by');
    this.use((request: { ip?: string }, _response: unknown, next: () => void) => {
      rememberAddress(request.ip);
      next();
    });
  }

  /** The parsers' own messages repeat what was sent. */
  override mapException(error: unknown): unknown {
    if (error instanceof SyntaxError) return new BadRequestException('The body is not valid JSON.');
    if (error instanceof URIError) return new BadRequestException('The URL is not valid.');
    return super.mapException(error);
  }

  override initHttpServer(_options: NestApplicationOptions): void {
    this.httpServer = createHttpServer(this.observe, this.getInstance());
  }
}

function createFastify(observe: HttpObserver, trustProxy: TrustProxy): FastifyAdapter {
  const adapter = new FastifyAdapter({
    trustProxy: toPlatform(trustProxy),
    bodyLimit: BODY_LIMIT_BYTES,
    // As long as a head may be: Fastify's own refusal of a longer one repeats it.
    routerOptions: { maxParamLength: 16_384 },
    rewriteUrl: ({ url = '/' }) => decodableUrl(url),
    serverFactory: (handler: RequestListener) => createHttpServer(observe, handler),
  });
  adapter.getInstance().addHook('onRequest', (request, _reply, done) => {
    rememberAddress(request.ip);
    done();
  });
  return adapter;
}

/** As a function, which both platforms take alike: Fastify trusts nobody when it is given a number. */
function toPlatform(trustProxy: TrustProxy): false | ((address: string, hop: number) => boolean) {
  if (trustProxy === false) return false;
  return typeof trustProxy === 'number' ? (_address, hop) => hop < trustProxy : trustedProxies(trustProxy);
}

function rememberAddress(ip: string | undefined): void {
  const context = requestContext.getStore();
  if (context !== undefined) context.ip = canonicalAddress(ip) ?? undefined;
}
