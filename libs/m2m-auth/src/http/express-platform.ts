import type { IncomingMessage, ServerResponse } from 'node:http';

/** The little of Express that is used here, so that the package needs neither Express nor its types. */
export type ExpressRequest = IncomingMessage & {
  readonly url: string;
  readonly ip?: string;
  /** By this body-parser 1 and its kin tell that a body was read; body-parser 2 sees it by itself. */
  _body?: boolean;
};

export type ExpressNext = (error?: unknown) => void;

export type ExpressMiddleware = (
  request: ExpressRequest,
  response: ServerResponse,
  next: ExpressNext,
) => void;

/** Express tells an error handler from a middleware by its four parameters. */
export type ExpressErrorHandler = (
  error: unknown,
  request: ExpressRequest,
  response: ServerResponse,
  next: ExpressNext,
) => void;

export interface ExpressAdapterLike {
  use(handler: ExpressMiddleware | ExpressErrorHandler): unknown;
  getInstance(): { readonly router?: { readonly stack: object[] } };
}
