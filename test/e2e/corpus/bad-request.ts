import type { RegisteredClient } from '../support/admin.js';
import { tokenRequest, type TokenRequest } from '../support/token-request.js';

/** Put into every value that an answer could repeat. */
export const CANARY = 'CaNaRy7f3';

/** What a bad request must be answered. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
}

/** A token request that must not get a token. */
export interface BadRequest {
  readonly name: string;
  readonly bytes: (client: RegisteredClient) => Buffer;
  /** Undefined where Node's own parser refuses before anything of ours runs: then any 4xx without an echo will do. */
  readonly refusal?: Refusal;
}

export const invalidRequest = (status = 400): Refusal => ({ status, error: 'invalid_request' });
export const INVALID_REQUEST = invalidRequest();
export const INVALID_CLIENT: Refusal = { status: 401, error: 'invalid_client' };
export const INVALID_SCOPE: Refusal = { status: 400, error: 'invalid_scope' };
export const INVALID_TARGET: Refusal = { status: 400, error: 'invalid_target' };
export const UNSUPPORTED_GRANT: Refusal = { status: 400, error: 'unsupported_grant_type' };

/** A request that is authenticated by Basic and bad in what the test says. */
export const authenticated = (name: string, request: TokenRequest, refusal: Refusal): BadRequest => ({
  name,
  bytes: (client) => tokenRequest({ basic: client, ...request }),
  refusal,
});

/** A request that brings its own credentials, or none. */
export const anonymous = (name: string, request: TokenRequest, refusal: Refusal): BadRequest => ({
  name,
  bytes: () => tokenRequest(request),
  refusal,
});

/** A value as part of a name. */
export const label = (value: string): string =>
  value.length > 50 ? `${value.slice(0, 50)}… (${value.length} characters)` : value;

/** Every member of one list with every member of another. */
export const pairs = <A, B>(as: readonly A[], bs: readonly B[]): [A, B][] =>
  as.flatMap((a) => bs.map((b): [A, B] => [a, b]));
