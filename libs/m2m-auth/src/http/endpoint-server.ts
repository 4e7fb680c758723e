import type { IncomingMessage } from 'node:http';
import { serverError } from '../oauth/errors.js';
import { OAuthError } from '../oauth/oauth-error.js';
import type { CollectedBody } from './collect-body.js';
import type { EndpointMethod, EndpointResponse, OAuthEndpoint } from './endpoint.js';
import { originForm } from './endpoint-table.js';
import { fromHostError, methodNotAllowed, noSuchEndpoint } from './http-errors.js';
import { canonicalAddress } from './ip-address.js';
import { bodyBytes, parseBody } from './parse-body.js';
import { refuseRepeatedHeaders } from './request-guards.js';
import { RequestParameters } from './request-parameters.js';

/** RFC 6749 §5.1 asks for both on everything that may hold a token; errors are no more cacheable. */
const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;
const ERROR_HEADERS = { 'content-type': 'application/json; charset=utf-8', ...NO_STORE } as const;

export interface EndpointServerOptions {
  readonly maxParameters: number;
  /** Is handed every error that became a 5xx answer. */
  readonly onError: (error: unknown) => void;
}

/** The message and what only the platform knows about it. */
export interface IncomingCall {
  readonly message: IncomingMessage;
  readonly ip: string | undefined;
}

const isPromise = (
  answer: EndpointResponse | Promise<EndpointResponse>,
): answer is Promise<EndpointResponse> => 'then' in answer;

const methodsOf = ({ method }: OAuthEndpoint): readonly EndpointMethod[] =>
  typeof method === 'string' ? [method] : method;

const serves = (endpoint: OAuthEndpoint, method: string | undefined): boolean =>
  method === endpoint.method ||
  methodsOf(endpoint).some((own) => own === method || (own === 'GET' && method === 'HEAD'));

const allowedBy = (endpoint: OAuthEndpoint): string =>
  methodsOf(endpoint)
    .map((method) => (method === 'GET' ? 'GET, HEAD' : method))
    .join(', ');

const withCacheHeaders = (answer: EndpointResponse): EndpointResponse =>
  answer.headers['cache-control'] === undefined
    ? { status: answer.status, headers: { ...NO_STORE, ...answer.headers }, body: answer.body }
    : answer;

/**
 * Everything between a collected request and the bytes of its answer. It knows no HTTP platform, which is why
 * Express and Fastify answer alike, and it never throws and never rejects.
 */
export class EndpointServer {
  constructor(private readonly options: EndpointServerOptions) {}

  /** The answer that needs no body to be read: to OPTIONS and to a wrong method. */
  answerToMethod(endpoint: OAuthEndpoint, method: string | undefined): EndpointResponse | undefined {
    if (serves(endpoint, method)) return undefined;
    const allow = allowedBy(endpoint);
    return method === 'OPTIONS'
      ? { status: 204, headers: { allow, ...NO_STORE }, body: '' }
      : this.refuse(methodNotAllowed(allow));
  }

  /** Synchronous when the endpoint is, so that an answer that needs no waiting gets none. */
  serve(
    endpoint: OAuthEndpoint,
    call: IncomingCall,
    body: CollectedBody,
  ): EndpointResponse | Promise<EndpointResponse> {
    const { message, ip } = call;
    try {
      refuseRepeatedHeaders(message.rawHeaders);
      const bytes = endpoint.body === 'bytes';
      const answer = endpoint.handle({
        method: message.method ?? '',
        url: originForm(message.url ?? endpoint.path),
        headers: message.headers,
        parameters:
          endpoint.method === 'POST' && !bytes
            ? parseBody(message.headers, body, this.options.maxParameters)
            : RequestParameters.NONE,
        body: bytes ? bodyBytes(body) : undefined,
        ip: canonicalAddress(ip) ?? undefined,
      });
      return isPromise(answer)
        ? answer.then(withCacheHeaders).catch((error: unknown) => this.refuse(error))
        : withCacheHeaders(answer);
    } catch (error) {
      return this.refuse(error);
    }
  }

  notFound(): EndpointResponse {
    return this.refuse(noSuchEndpoint());
  }

  /** For errors that the host or its framework raised on our path before the request reached us. */
  refuseHostError(error: unknown): EndpointResponse {
    return this.refuse(fromHostError(error));
  }

  /** Hands an answer to the platform, now or when it is there. */
  deliver(
    answer: EndpointResponse | Promise<EndpointResponse>,
    write: (answer: EndpointResponse) => void,
  ): void {
    if (isPromise(answer)) {
      answer.then((settled) => this.write(settled, write)).catch((error: unknown) => this.report(error));
      return;
    }
    this.write(answer, write);
  }

  private write(answer: EndpointResponse, write: (answer: EndpointResponse) => void): void {
    try {
      write(answer);
    } catch (error) {
      write(this.refuse(error));
    }
  }

  private refuse(error: unknown): EndpointResponse {
    const known = error instanceof OAuthError ? error : serverError({ cause: error });
    if (known.status >= 500) {
      this.report(error);
    }
    return {
      status: known.status,
      headers: { ...ERROR_HEADERS, ...known.headers },
      body: JSON.stringify(known.toBody()),
    };
  }

  private report(error: unknown): void {
    try {
      this.options.onError(error);
    } catch {
      // A logger that fails must not take the answer with it.
    }
  }
}
