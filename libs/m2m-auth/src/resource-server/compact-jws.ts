import type { JsonObject } from '../oauth/json.js';
import { decodeBase64url } from './base64url.js';
import { invalidToken } from './bearer-errors.js';
import { parseJsonObject } from '../oauth/strict-json.js';

/** An access token taken apart. Nothing in it is proven yet. */
export interface CompactJws {
  /** The whole token, as sent. */
  readonly token: string;
  /** What the header claims; it selects nothing, and must equal the algorithm of the key. */
  readonly algorithm: string;
  readonly kid: string;
  /** What was signed: the first two parts with the dot between them (RFC 7515 §5.2). */
  readonly signingInput: string;
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/** Longest token that is looked at, in characters. */
export const MAX_TOKEN_LENGTH = 8192;

const KID = /^[A-Za-z0-9_-]{1,64}$/;
const ACCESS_TOKEN_TYPE = /^(?:application\/)?at\+jwt$/i;

/** `crit` and `b64` change what a signature covers (RFC 7515 §4.1.11, RFC 7797 §6): no token of ours has them. */
const REFUSED_PARAMETERS = ['crit', 'b64'] as const;

/** The three parts; the dots are counted before anything is split, so that a flood of dots costs nothing. */
const split = (token: string): [string, string, string] | undefined => {
  const first = token.indexOf('.');
  const second = token.indexOf('.', first + 1);
  if (first < 1 || second < 0 || token.includes('.', second + 1)) return undefined;
  return [token.slice(0, first), token.slice(first + 1, second), token.slice(second + 1)];
};

/** `jku`, `x5u`, `jwk` and `x5c` are not even read: where a key comes from is never for a token to say. */
const readHeader = (header: JsonObject): { algorithm: string; kid: string } => {
  const { alg, kid, typ } = header;
  if (REFUSED_PARAMETERS.some((name) => Object.hasOwn(header, name)))
    throw invalidToken('The header has crit or b64.');
  if (typeof typ !== 'string' || !ACCESS_TOKEN_TYPE.test(typ)) throw invalidToken('typ is not at+jwt.');
  if (typeof alg !== 'string') throw invalidToken('alg is not a string.');
  if (typeof kid !== 'string' || !KID.test(kid)) throw invalidToken('kid is missing or malformed.');
  return { algorithm: alg, kid };
};

/**
 * Takes a JWT access token in JWS compact serialization apart (RFC 7515 §7.1, RFC 9068 §2.1, RFC 8725 §3.11), and
 * nothing but that: no other part count, no second spelling of the same bytes, no header with two meanings.
 *
 * @throws OAuthError `invalid_token`.
 */
export const parseCompactJws = (token: string): CompactJws => {
  if (typeof token !== 'string' || token.length > MAX_TOKEN_LENGTH)
    throw invalidToken('The token is too long.');
  const parts = split(token);
  if (!parts) throw invalidToken('The token has not exactly three parts.');
  const [headerBytes, payload, signature] = parts.map(decodeBase64url);
  if (!headerBytes || !payload || !signature?.length) throw invalidToken('A part is empty or not base64url.');
  const header = parseJsonObject(headerBytes);
  if (!header) throw invalidToken('The header is not an unambiguous JSON object.');
  const signingInput = token.slice(0, token.lastIndexOf('.'));
  return { token, ...readHeader(header), signingInput, payload, signature };
};
