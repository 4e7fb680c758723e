import type { ClientToken } from '../oauth/client-token.js';

/**
 * What `ClientAuthGuard` adds to the request of either HTTP platform.
 *
 * @example
 * list(@Req() request: FastifyRequest & RequestWithClientToken) { return request.clientToken?.clientId; }
 */
export interface RequestWithClientToken {
  /** Present after `ClientAuthGuard` has let the request in; absent on routes marked with `@Public()`. */
  clientToken?: ClientToken;
}
