import { unsupportedResponseType } from '../../../oauth/errors.js';

/**
 * What clients find that insist on an `authorization_endpoint` in the metadata although they never use it: an answer, in
 * the words of RFC 6749 §4.1.2.1, that this server grants no authorization to users.
 */
export class AuthorizationController {
  /** @throws OAuthError `unsupported_response_type`, always. */
  authorize(): never {
    throw unsupportedResponseType('This server authorizes machine clients at its token endpoint only.');
  }
}
