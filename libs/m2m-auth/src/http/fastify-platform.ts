import type { IncomingMessage } from 'node:http';

/** The little of Fastify 5 that is used here, so that the package needs neither Fastify nor its types. */
export interface FastifyRequestLike {
  readonly raw: IncomingMessage;
  readonly ip: string;
}

export interface FastifyReplyLike {
  readonly sent: boolean;
  code(status: number): this;
  headers(values: Readonly<Record<string, string>>): this;
  send(payload?: string): unknown;
}

export type FastifyHook = (request: FastifyRequestLike, reply: FastifyReplyLike, done: () => void) => void;

export interface FastifyRoute {
  readonly method: readonly string[];
  readonly url: string;
  readonly exposeHeadRoute: boolean;
  readonly onRequest: FastifyHook;
  readonly handler: () => void;
}

export interface FastifyInstanceLike {
  readonly supportedMethods: readonly string[];
  register(
    plugin: (instance: FastifyInstanceLike, options: unknown, done: () => void) => void,
    options?: { readonly prefix: string },
  ): unknown;
  addHook(name: 'onRequest' | 'preValidation', hook: FastifyHook): unknown;
  route(route: FastifyRoute): unknown;
  setErrorHandler(
    handler: (error: unknown, request: FastifyRequestLike, reply: FastifyReplyLike) => void,
  ): unknown;
  setNotFoundHandler(handler: () => void): unknown;
}

export interface FastifyAdapterLike {
  getInstance(): FastifyInstanceLike;
}
