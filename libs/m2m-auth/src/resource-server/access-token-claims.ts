import type { JsonObject, JsonValue } from '../oauth/json.js';
import { invalidToken } from './bearer-errors.js';
import { readScopes } from './token-scopes.js';

/** Registered claims of a client's access token, with the types RFC 9068 §2.2 and the revocation protocol give them. */
export interface AccessTokenClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly clientId: string;
  readonly audience: readonly string[];
  readonly scopes: readonly string[];
  readonly organizationId: string | undefined;
  readonly jti: string;
  /** `epc`: names the credential that the token was issued to, so that ending it ends the token. */
  readonly epoch: number;
  /** Seconds since the Unix epoch, as are the two below. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly notBefore: number | undefined;
}

const nonEmptyString = (claims: JsonObject, name: string): string => {
  const value = claims[name];
  if (typeof value !== 'string' || value === '') throw invalidToken(`${name} is not a non-empty string.`);
  return value;
};

/** Whole numbers only: a float, a string or 1e308 is nothing that an issuer of ours writes. */
const wholeNumber = (claims: JsonObject, name: string): number => {
  const value = claims[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw invalidToken(`${name} is not a whole number.`);
  }
  return value;
};

const ifPresent = <T>(
  claims: JsonObject,
  name: string,
  read: (claims: JsonObject, name: string) => T,
): T | undefined => (claims[name] === undefined ? undefined : read(claims, name));

const isString = (value: JsonValue): value is string => typeof value === 'string';

const readAudience = ({ aud }: JsonObject): readonly string[] => {
  const audience = Array.isArray(aud) ? aud : [aud ?? null];
  if (!audience.every(isString)) throw invalidToken('aud is neither a string nor an array of strings.');
  return audience;
};

/**
 * Reads the claims that an access token of a client must have. Their types are checked here, so that nothing later
 * compares a number with a string or asks about the revocation of `undefined`.
 *
 * @throws OAuthError `invalid_token`.
 */
export const readAccessTokenClaims = (claims: JsonObject): AccessTokenClaims => {
  if (claims.type !== 'client') throw invalidToken('The token is not a client token.');
  return {
    issuer: nonEmptyString(claims, 'iss'),
    subject: nonEmptyString(claims, 'sub'),
    clientId: nonEmptyString(claims, 'client_id'),
    audience: readAudience(claims),
    scopes: readScopes(claims),
    organizationId: ifPresent(claims, 'org_id', nonEmptyString),
    jti: nonEmptyString(claims, 'jti'),
    // A token without an epoch could not be ended together with its credential.
    epoch: wholeNumber(claims, 'epc'),
    issuedAt: wholeNumber(claims, 'iat'),
    expiresAt: wholeNumber(claims, 'exp'),
    notBefore: ifPresent(claims, 'nbf', wholeNumber),
  };
};
