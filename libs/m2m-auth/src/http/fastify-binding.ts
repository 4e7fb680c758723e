import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { BodyLimits } from './collect-body.js';
import { collectBody } from './collect-body.js';
import type { EndpointResponse, OAuthEndpoint } from './endpoint.js';
import type { EndpointServer } from './endpoint-server.js';
import { pathOf, type EndpointTable } from './endpoint-table.js';
import type {
  FastifyAdapterLike,
  FastifyHook,
  FastifyInstanceLike,
  FastifyReplyLike,
  FastifyRequestLike,
} from './fastify-platform.js';
import { readJsonBody, type JsonBody } from './json-body.js';
import type { JsonRoutes } from './json-routes.js';

function write(reply: FastifyReplyLike, answer: EndpointResponse): void {
  if (reply.sent) {
    return;
  }
  reply.code(answer.status).headers(answer.headers);
  if (answer.body === '') {
    reply.send();
    return;
  }
  reply.send(answer.body);
}

const BODY_HEADERS = ['content-type', 'content-length', 'content-encoding', 'transfer-encoding'] as const;

interface ReadBody {
  readonly body: JsonBody;
  /** What the host's own code is to see again. */
  readonly headers: IncomingHttpHeaders;
}

/** Without these headers Fastify asks none of its parsers, and nobody decompresses. */
function hideBody({ headers }: IncomingMessage): IncomingHttpHeaders {
  const hidden: IncomingHttpHeaders = {};
  for (const name of BODY_HEADERS) {
    const value = headers[name];
    if (value !== undefined) hidden[name] = value;
    delete headers[name];
  }
  return hidden;
}

const unreachable = (): void => undefined;

/**
 * Serves the endpoints from `onRequest` hooks of encapsulated plugins: after the host's own `onRequest` hooks (CORS,
 * helmet, middleware), before its body parsers, decompression, validation and handlers can touch the request.
 */
export class FastifyBinding {
  constructor(
    private readonly adapter: FastifyAdapterLike,
    private readonly server: EndpointServer,
    private readonly limits: BodyLimits,
  ) {}

  /** Reads the bodies of these routes in front of Fastify's parsers. */
  readBodiesOf(routes: JsonRoutes): void {
    const root = this.adapter.getInstance();
    const read = new WeakMap<FastifyRequestLike, ReadBody>();
    root.addHook('onRequest', (request, _reply, done) => {
      const message = request.raw;
      if (!routes.has(message.method, message.url)) {
        done();
        return;
      }
      readJsonBody(message, this.limits.routes, (body) => {
        if (body !== undefined) read.set(request, { body, headers: hideBody(message) });
        done();
      });
    });
    root.addHook('preValidation', (request, _reply, done) => {
      const found = read.get(request);
      if (found !== undefined) {
        Object.assign(request.raw.headers, found.headers);
        found.body.offerTo(request);
      }
      done();
    });
  }

  bind(table: EndpointTable): void {
    const root = this.adapter.getInstance();
    root.register((instance, _options, done) => {
      this.refuseHostErrors(instance);
      const serve = (url: string, endpoint: OAuthEndpoint): unknown =>
        instance.route({
          method: root.supportedMethods,
          url,
          exposeHeadRoute: false,
          onRequest: this.serveFrom(table, endpoint),
          handler: unreachable,
        });
      for (const [path, endpoint] of table.entries) serve(path, endpoint);
      // Not `/:segment`, whose length Fastify limits: a long one would get another answer than a short one.
      for (const [path, endpoint] of table.entriesBelow) serve(`${path}/*`, endpoint);
      done();
    });
    for (const prefix of table.ownFolders) {
      root.register(
        (instance, _options, done) => {
          this.refuseHostErrors(instance);
          instance.addHook('onRequest', this.refuseUnknown(table));
          instance.setNotFoundHandler(unreachable);
          done();
        },
        { prefix },
      );
    }
  }

  private serveFrom(table: EndpointTable, endpoint: OAuthEndpoint): FastifyHook {
    return (request, reply) => {
      const { server } = this;
      const message = request.raw;
      const send = (answer: EndpointResponse): void => write(reply, answer);
      // The router decodes paths and may ignore case or a trailing slash; one spelling is ours.
      if (table.find(pathOf(message.url ?? '')) !== endpoint) {
        server.deliver(server.notFound(), send);
        return;
      }
      const early = server.answerToMethod(endpoint, message.method);
      if (early !== undefined) {
        server.deliver(early, send);
        return;
      }
      collectBody(message, endpoint.bodyLimit ?? this.limits.endpoints, (body) => {
        server.deliver(server.serve(endpoint, { message, ip: request.ip }, body), send);
      });
    };
  }

  /** Also reached by methods that Fastify does not route, on paths that exist. */
  private refuseUnknown(table: EndpointTable): FastifyHook {
    return (request, reply) => {
      const endpoint = table.find(pathOf(request.raw.url ?? ''));
      const answer = endpoint && this.server.answerToMethod(endpoint, request.raw.method);
      this.server.deliver(answer ?? this.server.notFound(), (settled) => write(reply, settled));
    };
  }

  private refuseHostErrors(instance: FastifyInstanceLike): void {
    instance.setErrorHandler((error, _request, reply) => {
      this.server.deliver(this.server.refuseHostError(error), (settled) => write(reply, settled));
    });
  }
}
