import type { ExecutionContext } from '@nestjs/common';
import type { BearerRequest } from './bearer-credentials.js';
import type { RequestWithClientToken } from './request-with-client-token.js';

/** The response of either platform, of Node or, for GraphQL, perhaps none. */
interface HeaderWriter {
  setHeader?(name: string, value: string): unknown;
  header?(name: string, value: string): unknown;
  getHeader?(name: string): unknown;
  removeHeader?(name: string): unknown;
  writeHead?: WriteHead;
  /** Node's response behind the one of Fastify. */
  readonly raw?: { writeHead: WriteHead; removeHeader(name: string): unknown };
}

type WriteHead = (status: number, ...more: unknown[]) => unknown;

/** A request and the place for the headers of its answer, whatever carries them. */
export interface HttpExchange {
  readonly request: BearerRequest & RequestWithClientToken;
  readonly response: HeaderWriter | undefined;
  /** False for GraphQL, where refusals can be answered 200. */
  readonly hasStatus: boolean;
}

interface GraphQLContext {
  readonly req?: HttpExchange['request'] & { readonly res?: HeaderWriter };
  readonly res?: HeaderWriter;
}

/**
 * The HTTP request behind a handler's context: of a route, or of a GraphQL resolver whose context holds it as `req`.
 *
 * @returns undefined for every other context (WebSocket, RPC), which has no credentials that a guard could read.
 */
export const httpExchangeOf = (context: ExecutionContext): HttpExchange | undefined => {
  const type = context.getType<'http' | 'graphql' | 'ws' | 'rpc'>();
  if (type === 'http') {
    const http = context.switchToHttp();
    return { request: http.getRequest(), response: http.getResponse(), hasStatus: true };
  }
  if (type !== 'graphql') return undefined;
  const graphql = context.getArgByIndex<GraphQLContext | undefined>(2);
  if (!graphql?.req?.headers) return undefined;
  return { request: graphql.req, response: graphql.res ?? graphql.req.res, hasStatus: false };
};

/** By response: the headers of refusals that it does not keep when it succeeds. */
const withdrawable = new WeakMap<HeaderWriter, Map<string, string>>();

/**
 * Writes a header of a refusal. A guard of the host may ask one of ours first and then let the request in for another
 * reason: an answer that succeeds does not keep the header.
 */
export const writeRefusalHeader = (exchange: HttpExchange, name: string, value: string): void => {
  const { response } = exchange;
  if (!response) return;
  // Express and Node have `setHeader`, Fastify has `header`.
  if (response.setHeader) response.setHeader(name, value);
  else response.header?.(name, value);
  if (!exchange.hasStatus) return;
  const written = withdrawable.get(response);
  if (written) written.set(name, value);
  else withdrawOnSuccess(response, new Map([[name, value]]));
};

const withdrawOnSuccess = (response: HeaderWriter, written: Map<string, string>): void => {
  const node = response.raw ?? response;
  const { writeHead } = node;
  if (!writeHead) return;
  withdrawable.set(response, written);
  node.writeHead = (status, ...more) => {
    for (const [name, value] of status < 400 ? written : []) {
      // The host's own header of that name stays.
      if (response.getHeader?.(name) !== value) continue;
      response.removeHeader?.(name);
      node.removeHeader?.(name);
    }
    return writeHead.call(node, status, ...more);
  };
};
