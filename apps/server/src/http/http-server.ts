import { createServer, type RequestListener, type Server } from 'node:http';

/** Bounds on how long a peer may take, against connections that are held open by trickling bytes. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
} as const;

/** The same server under either platform; `observe` sees every request before the platform does. */
export function createHttpServer(observe: HttpObserver, handler: RequestListener): Server {
  return createServer(limits, (request, response) =>
    observe(request, response, () => handler(request, response)),
  );
}

export type HttpObserver = (
  request: Parameters<RequestListener>[0],
  response: Parameters<RequestListener>[1],
  next: () => void,
) => void;
