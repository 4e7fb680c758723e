import { systemClock } from '../../crypto/system-clock.js';
import type { TokenVerifierOptions } from './options.js';
import { resolveVerifierOptions } from './resolved-options.js';
import type { ClientToken } from '../../oauth/client-token.js';
import type { RevocationCheck } from '../../oauth/ports/revocation-check.js';
import { AccessTokenVerifier } from '../../resource-server/access-token-verifier.js';
import type { FetchFunction } from '../../resource-server/key-sources/fetch-function.js';
import { JwksKeySource } from '../../resource-server/key-sources/jwks-key-source.js';
import { DiscoveredLocation, fixedLocation } from '../../resource-server/key-sources/jwks-location.js';

/** Verifies access tokens outside of a request. */
export interface TokenVerifier {
  /**
   * @param token the access token, in JWS compact serialization.
   * @throws OAuthError `invalid_token` for every token that does not count, with the reason as its `detail`;
   * `temporarily_unavailable` when the keys cannot be had.
   */
  verify(token: string): Promise<ClientToken>;
}

const NOT_ASKED: RevocationCheck = { check: () => 'live' };

/**
 * The verification of the guards for code that has no Nest application: a script, a queue's consumer, a gateway.
 * It knows nothing of revocations; ask the introspection endpoint where that matters (RFC 7662).
 *
 * @throws M2MAuthOptionsError naming every option that is missing, not known or out of bounds.
 *
 * @example
 * const verifier = createTokenVerifier({ issuer: 'https://auth.example.com', audience: 'https://api.example.com' });
 * const { clientId, scopes } = await verifier.verify(token);
 */
export const createTokenVerifier = (given: TokenVerifierOptions): TokenVerifier => {
  const options = resolveVerifierOptions(given);
  const { issuer, jwksUri, jwks, fetch = systemFetch, onError = () => undefined } = options;
  const location =
    jwksUri === undefined
      ? new DiscoveredLocation(issuer, fetch, jwks?.allowHttpHosts)
      : fixedLocation(jwksUri);
  const keys = new JwksKeySource({ location, fetch, clock: systemClock, onError }, jwks);
  const verifier = new AccessTokenVerifier(options, keys, NOT_ASKED, systemClock);
  return { verify: async (token) => verifier.verify(token) };
};

const systemFetch: FetchFunction = (url, request) => fetch(url, request);
