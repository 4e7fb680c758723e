import { OAuthError } from '../../../oauth/oauth-error.js';
import type { KeyRing } from '../../../domain/keys/key-ring.js';
import type { EndpointResponse } from '../../../http/endpoint.js';
import { publicJson } from '../../../http/json-response.js';

/** How long others may keep the key set, in seconds; keys are published at least this long before they sign. */
export const JWKS_MAX_AGE_SECONDS = 300;

/** The public keys of this issuer (RFC 7517 §5). */
export class JwksController {
  constructor(private readonly keys: KeyRing) {}

  /** @throws OAuthError 404 under HS256: a symmetric key is never published. */
  jwks(): EndpointResponse {
    const { publicKeys } = this.keys;
    if (publicKeys === null) {
      throw new OAuthError({
        status: 404,
        code: 'invalid_request',
        description: 'This server signs with a shared secret and publishes no keys.',
      });
    }
    return publicJson({ keys: publicKeys }, JWKS_MAX_AGE_SECONDS);
  }
}
