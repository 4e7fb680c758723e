import type { ExecutionContext } from '@nestjs/common';
import type { BearerRequest } from './bearer-credentials.js';
import type { RequestWithClientToken } from './request-with-client-token.js';

/** The response of either platform, of Node or, for GraphQL, perhaps none. */
interface HeaderWriter {
  setHeader?(name: string, value: string): unknown;
  header?(name: string, value: string): unknown;
}

/** A request and the place for the headers of its answer, whatever carries them. */
export interface HttpExchange {
  readonly request: BearerRequest & RequestWithClientToken;
  readonly response: HeaderWriter | undefined;
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
    return { request: http.getRequest(), response: http.getResponse() };
  }
  if (type !== 'graphql') return undefined;
  const graphql = context.getArgByIndex<GraphQLContext | undefined>(2);
  if (!graphql?.req?.headers) return undefined;
  return { request: graphql.req, response: graphql.res ?? graphql.req.res };
};

/** Express and Node have `setHeader`, Fastify has `header`. */
export const writeHeader = ({ response }: HttpExchange, name: string, value: string): void => {
  if (response?.setHeader) response.setHeader(name, value);
  else response?.header?.(name, value);
};
