import { AsyncLocalStorage } from 'node:async_hooks';

export interface RequestContext {
  readonly id: string;
  /** The caller's address, after trusted proxies; known once the HTTP platform has looked. */
  ip: string | undefined;
}

/** The request that the running code serves. */
export const requestContext = new AsyncLocalStorage<RequestContext>();
