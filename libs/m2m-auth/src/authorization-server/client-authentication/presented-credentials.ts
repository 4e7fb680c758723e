import type { ClientAuthenticationMethod } from '../../domain/clients/client.js';
import { invalidClient, invalidRequest } from '../../oauth/errors.js';
import type { EndpointRequest } from '../../http/endpoint.js';
import { isBasic, parseBasicCredentials } from './basic-credentials.js';

/** What a request says about who sends it. Nothing in it has been verified. */
export interface PresentedCredentials {
  readonly clientId: string;
  readonly secret: string;
  /** A second reading of the secret, see {@link parseBasicCredentials}. */
  readonly rawSecret?: string;
  readonly method: ClientAuthenticationMethod;
  /** True when the Authorization header was used: a refusal then carries a challenge (RFC 6749 §5.2). */
  readonly basic: boolean;
}

/**
 * Finds the client's credentials in the Authorization header or in the body, never in the URL (RFC 6749 §2.3.1).
 *
 * @throws OAuthError `invalid_request` (400) when more than one way of authenticating is used (RFC 6749 §2.3), or the
 * body's client_id is not the header's.
 * @throws OAuthError `invalid_client` (401) when there are no usable credentials.
 */
export function presentedCredentials(request: EndpointRequest): PresentedCredentials {
  const { parameters } = request;
  const authorization = request.headers.authorization ?? '';
  const basic = isBasic(authorization);
  const secret = parameters.get('client_secret');
  const assertion =
    parameters.get('client_assertion') !== undefined || parameters.get('client_assertion_type') !== undefined;

  if (Number(basic) + Number(secret !== undefined) + Number(assertion) > 1) {
    throw invalidRequest('The request uses more than one way of client authentication.');
  }
  if (assertion) throw invalidClient({ challenge: basic, detail: 'client assertions are not supported' });
  return basic
    ? fromHeader(authorization, parameters.get('client_id'))
    : fromBody(parameters.get('client_id'), secret);
}

/** The client_id that a request presents; undefined when it presents none that can be told. */
export function presentedClientId(request: EndpointRequest): string | undefined {
  try {
    return presentedCredentials(request).clientId;
  } catch {
    return undefined;
  }
}

function fromHeader(authorization: string, bodyClientId: string | undefined): PresentedCredentials {
  const credentials = parseBasicCredentials(authorization);
  if (credentials === null) throw invalidClient({ challenge: true, detail: 'malformed Basic credentials' });
  if (bodyClientId !== undefined && bodyClientId !== credentials.clientId) {
    throw invalidRequest('The client_id of the body is not the one of the Authorization header.');
  }
  return { ...credentials, method: 'client_secret_basic', basic: true };
}

function fromBody(clientId: string | undefined, secret: string | undefined): PresentedCredentials {
  if (clientId === undefined || secret === undefined) {
    throw invalidClient({ challenge: secret === undefined, detail: 'no client credentials' });
  }
  return { clientId, secret, method: 'client_secret_post', basic: false };
}
