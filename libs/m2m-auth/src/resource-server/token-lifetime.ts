import type { AccessTokenClaims } from './access-token-claims.js';
import { invalidToken } from './bearer-errors.js';

/**
 * Checks that a token lives now, with the skew that the clocks of issuer and resource server may have
 * (RFC 7519 §4.1.4–4.1.6). A token from the future is refused too: it would outlive what its issuer meant.
 *
 * @param nowSeconds - seconds since the Unix epoch, with their fraction.
 * @throws OAuthError `invalid_token`.
 */
export const assertWithinLifetime = (
  { issuedAt, expiresAt, notBefore }: AccessTokenClaims,
  nowSeconds: number,
  skewSeconds: number,
): void => {
  if (nowSeconds >= expiresAt + skewSeconds) throw invalidToken('The token has expired.');
  if (issuedAt > nowSeconds + skewSeconds) throw invalidToken('The token was issued in the future.');
  if (notBefore !== undefined && notBefore > nowSeconds + skewSeconds) {
    throw invalidToken('The token is not valid yet.');
  }
};
