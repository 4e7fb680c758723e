import type { ServerResponse } from 'node:http';
import { collectBody, type CollectedBody } from './collect-body.js';
import type { EndpointResponse, OAuthEndpoint } from './endpoint.js';
import type { EndpointServer } from './endpoint-server.js';
import { pathOf, type EndpointTable } from './endpoint-table.js';
import type {
  ExpressAdapterLike,
  ExpressErrorHandler,
  ExpressMiddleware,
  ExpressRequest,
} from './express-platform.js';
import { replayEnd } from './replay-end.js';

interface Claim {
  readonly endpoint: OAuthEndpoint;
  readonly body: CollectedBody;
}

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

/**
 * Serves the endpoints in front of Nest's router, in three places of the Express stack: the claim, before every
 * parser; the dispatch, after the host's middleware and before its routes; the 404, after its routes.
 */
export class ExpressBinding {
  private readonly claims = new WeakMap<ExpressRequest, Claim>();
  private table: EndpointTable | undefined;

  constructor(
    private readonly adapter: ExpressAdapterLike,
    private readonly server: EndpointServer,
    private readonly bodyLimit: number,
  ) {}

  /** Must run before the host adds middleware; the paths are not known yet. */
  claimFirst(): void {
    this.adapter.use(this.claim);
    const stack = this.adapter.getInstance().router?.stack;
    const layer = stack?.pop();
    if (stack === undefined || layer === undefined) {
      throw new Error('nestjs-m2m-auth needs Express 5: this Express application has no router.stack.');
    }
    stack.unshift(layer);
  }

  /** Must run after the host's middleware and before Nest's routes. */
  dispatchBeforeRoutes(table: EndpointTable): void {
    this.table = table;
    this.adapter.use(this.dispatch);
    this.adapter.use(this.refuse);
  }

  /** Must run after Nest's routes. */
  refuseUnknownAfterRoutes(): void {
    this.adapter.use(this.refuseUnknown);
  }

  private readonly claim: ExpressMiddleware = (request, _response, next) => {
    const endpoint = this.table?.find(pathOf(request.url));
    if (endpoint === undefined) {
      next();
      return;
    }
    collectBody(request, endpoint.bodyLimit ?? this.bodyLimit, (body) => {
      this.claims.set(request, { endpoint, body });
      request._body = true;
      if (request.readableEnded) {
        replayEnd(request);
      } else if (body !== undefined) {
        hideBody(request);
      }
      next();
    });
  };

  private readonly dispatch: ExpressMiddleware = (request, response, next) => {
    const claim = this.claims.get(request);
    if (claim === undefined) {
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
    if (this.table?.owns(pathOf(request.url)) !== true) {
      next();
      return;
    }
    this.server.deliver(this.server.notFound(), (settled) => write(response, settled));
  };
}
