import { OAuthError } from '../../../oauth/oauth-error.js';
import type { KeyRing } from '../../../domain/keys/key-ring.js';
import type { PublicJwk } from '../../../domain/keys/signing-key.js';
import type { EndpointRequest, EndpointResponse } from '../../../http/endpoint.js';
import { entityTag, hasEntityTag } from '../../../http/entity-tag.js';
import { notModified, publicJson } from '../../../http/json-response.js';

/** The public keys of this issuer (RFC 7517 §5). */
export class JwksController {
  private shown: { readonly keys: readonly PublicJwk[]; readonly answer: EndpointResponse } | undefined;

  /** @param maxAgeSeconds how long others may keep the key set: less than a key is published before it signs. */
  constructor(
    private readonly ring: KeyRing,
    private readonly maxAgeSeconds: number,
  ) {}

  /**
   * 304 to those whose `If-None-Match` names the present set.
   *
   * @throws OAuthError 404 under HS256: a symmetric key is never published.
   */
  jwks(request: Pick<EndpointRequest, 'headers'>): EndpointResponse {
    const { publicKeys } = this.ring;
    if (publicKeys === null) {
      throw new OAuthError({
        status: 404,
        code: 'invalid_request',
        description: 'This server signs with a shared secret and publishes no keys.',
      });
    }
    const answer = this.answerWith(publicKeys);
    const known = hasEntityTag(request.headers['if-none-match'], answer.headers['etag'] ?? '');
    return known ? notModified(answer) : answer;
  }

  private answerWith(keys: readonly PublicJwk[]): EndpointResponse {
    if (this.shown?.keys !== keys) {
      const { status, headers, body } = publicJson({ keys }, this.maxAgeSeconds);
      this.shown = { keys, answer: { status, headers: { ...headers, etag: entityTag(body) }, body } };
    }
    return this.shown.answer;
  }
}
