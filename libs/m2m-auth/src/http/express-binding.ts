import type { ServerResponse } from 'node:http';
import { collectBody, type CollectedBody } from './collect-body.js';
import type { EndpointResponse, OAuthEndpoint } from './endpoint.js';
import type { EndpointServer } from './endpoint-server.js';
import { pathOf, type EndpointTable } from './endpoint-table.js';
import type {
  ExpressAdapterLike,
  ExpressErrorHandler,
  ExpressMiddleware,
  ExpressNext,
  ExpressRequest,
} from './express-platform.js';
import type { BodyLimits } from './collect-body.js';
import { jsonBodyOf, readJsonBody } from './json-body.js';
import type { JsonRoutes } from './json-routes.js';
import { replayEnd } from './replay-end.js';

interface Claim {
  readonly endpoint: OAuthEndpoint;
  readonly body: CollectedBody;
}

/** What is served, and which routes of Nest's router have their bodies read. */
interface Places {
  readonly table: EndpointTable;
  readonly routes: JsonRoutes;
}

/** The layers of all our bindings in the stacks of Express: none of them changes a URL. */
const ownLayers = new WeakSet<object>();

function write(response: ServerResponse, answer: EndpointResponse): void {
  if (response.headersSent) {
    return;
  }
  response.statusCode = answer.status;
  for (const name of Object.keys(answer.headers)) {
    response.setHeader(name, answer.headers[name] ?? '');
  }
  if (answer.body === '') {
    response.end();
    return;
  }
  response.setHeader('content-length', Buffer.byteLength(answer.body));
  response.end(answer.body);
}

/**
 * Keeps the host's parsers from waiting for a body that was refused before its end: to them the request has none,
 * and the refusal goes out with the host's own headers (CORS among them) at once.
 */
function hideBody(request: ExpressRequest): void {
  delete request.headers['content-length'];
  delete request.headers['transfer-encoding'];
}

/** To every parser after us the body has been read, and to every decompressor it is in no coding. */
function markRead(request: ExpressRequest): void {
  request._body = true;
  delete request.headers['content-encoding'];
  if (request.readableEnded) replayEnd(request);
  else hideBody(request);
}

/**
 * Serves the endpoints in front of Nest's router, in three places of the Express stack: the claim, before every
 * parser; the dispatch, after the host's middleware and before its routes; the 404, after its routes.
 */
export class ExpressBinding {
  private readonly claims = new WeakMap<ExpressRequest, Claim>();
  private claimLayer: object | undefined;
  private places: Places | undefined;

  constructor(
    private readonly adapter: ExpressAdapterLike,
    private readonly server: EndpointServer,
    private readonly limits: BodyLimits,
  ) {}

  /** Must run before the host adds middleware; the paths are not known yet. */
  claimFirst(): void {
    this.claimLayer = this.use(this.claim);
    this.stack.unshift(...this.stack.splice(-1));
  }

  /** Must run after the host's middleware and before Nest's routes. */
  dispatchBeforeRoutes(places: Places): void {
    this.places = places;
    this.claimAgain();
    this.use(this.dispatch);
    this.use(this.refuse);
  }

  /** Must run after Nest's routes. */
  refuseUnknownAfterRoutes(): void {
    this.use(this.refuseUnknown);
  }

  private get stack(): object[] {
    const stack = this.adapter.getInstance().router?.stack;
    if (stack === undefined) {
      throw new Error('nestjs-m2m-auth needs Express 5: this Express application has no router.stack.');
    }
    return stack;
  }

  private use(handler: ExpressMiddleware | ExpressErrorHandler): object | undefined {
    this.adapter.use(handler);
    const layer = this.stack.at(-1);
    if (layer !== undefined) ownLayers.add(layer);
    return layer;
  }

  /** After each middleware of the host as well: it may have rewritten the URL, and the next may be a parser. */
  private claimAgain(): void {
    const { claimLayer, stack } = this;
    if (claimLayer === undefined) return;
    const claimed = stack.flatMap((layer) => (ownLayers.has(layer) ? [layer] : [layer, claimLayer]));
    stack.splice(0, stack.length, ...claimed);
  }

  private readonly claim: ExpressMiddleware = (request, _response, next) => {
    const endpoint = this.places?.table.find(pathOf(request.url));
    if (endpoint !== undefined) this.claimFor(endpoint, request, next);
    else if (this.places?.routes.has(request.method, request.url)) this.readJson(request, next);
    else next();
  };

  private claimFor(endpoint: OAuthEndpoint, request: ExpressRequest, next: ExpressNext): void {
    const known = this.claims.get(request);
    if (known !== undefined) {
      if (known.endpoint !== endpoint) this.claims.set(request, { endpoint, body: known.body });
      next();
      return;
    }
    collectBody(request, endpoint.bodyLimit ?? this.limits.endpoints, (body) => {
      this.claims.set(request, { endpoint, body });
      markRead(request);
      next();
    });
  }

  private readJson(request: ExpressRequest, next: ExpressNext): void {
    if (jsonBodyOf(request) !== undefined) {
      next();
      return;
    }
    readJsonBody(request, this.limits.routes, (body) => {
      if (body !== undefined) {
        body.offerTo(request);
        markRead(request);
      }
      next();
    });
  }

  private readonly dispatch: ExpressMiddleware = (request, response, next) => {
    const claim = this.claims.get(request);
    // The host's middleware may have made one of its own paths of it.
    if (claim === undefined || this.places?.table.find(pathOf(request.url)) !== claim.endpoint) {
      next();
      return;
    }
    const { endpoint, body } = claim;
    const answer =
      this.server.answerToMethod(endpoint, request.method) ??
      this.server.serve(endpoint, { message: request, ip: request.ip }, body);
    this.server.deliver(answer, (settled) => write(response, settled));
  };

  private readonly refuse: ExpressErrorHandler = (error, request, response, next) => {
    if (!this.claims.has(request) || response.headersSent) {
      next(error);
      return;
    }
    this.server.deliver(this.server.refuseHostError(error), (settled) => write(response, settled));
  };

  private readonly refuseUnknown: ExpressMiddleware = (request, response, next) => {
    if (this.places?.table.owns(pathOf(request.url)) !== true) {
      next();
      return;
    }
    this.server.deliver(this.server.notFound(), (settled) => write(response, settled));
  };
}
