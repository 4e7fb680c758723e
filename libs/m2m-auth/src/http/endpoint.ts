import type { IncomingHttpHeaders } from 'node:http';
import type { RequestParameters } from './request-parameters.js';

/** A request to an OAuth endpoint after its body was collected and parsed: the same on Express and Fastify. */
export interface EndpointRequest {
  readonly method: string;
  /** Path and query as sent. Credentials and parameters are never read from it. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly parameters: RequestParameters;
  /** The body without its content coding, for an endpoint that reads it itself; undefined when there is none. */
  readonly body?: Buffer;
  /**
   * The peer's address as the HTTP platform sees it, in one spelling; proxies count only when the host has configured trust.
   * Undefined when what they say is no address.
   */
  readonly ip: string | undefined;
}

/** What is written, byte for byte, on either platform. Header names in lower case. */
export interface EndpointResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type EndpointMethod = 'GET' | 'POST' | 'DELETE';

/** An OAuth endpoint, outside Nest's router: a path, a method or several, and the work. */
export interface OAuthEndpoint {
  readonly method: EndpointMethod | readonly EndpointMethod[];
  /** Begins with `/`; the host's global prefix is put before it unless `atRoot`. */
  readonly path: string;
  /** True: it stands not at `path` but at every path that is one segment longer. */
  readonly below?: boolean;
  /** True for well-known documents, which stand at the origin's root (RFC 8615 §3). */
  readonly atRoot: boolean;
  /** `bytes`: the endpoint reads its body itself. Left out: a POST has parameters, from a form or from JSON. */
  readonly body?: 'bytes';
  /** Largest body in bytes. Left out: that of the binding. */
  readonly bodyLimit?: number;
  /** Answers, or throws: an OAuthError becomes its body, anything else a 500 that tells nothing. */
  handle(request: EndpointRequest): EndpointResponse | Promise<EndpointResponse>;
}
