import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../oauth/json.js';
import type { VerificationKey } from '../../oauth/ports/verification-key-source.js';
import type { AsymmetricAlgorithm } from '../../oauth/signing-algorithm.js';

const MIN_RSA_BITS = 2_048;
/** Verifying with a larger one would be a way to keep this process busy. */
const MAX_RSA_BITS = 8_192;
const KID = /^[A-Za-z0-9_-]{1,64}$/;

interface Kind {
  readonly kty: string;
  readonly crv: string | undefined;
  readonly algorithm: AsymmetricAlgorithm;
  /** Of its public half. */
  readonly members: readonly string[];
}

/** What a key of these parameters verifies, and nothing else. */
const KINDS: readonly Kind[] = [
  { kty: 'EC', crv: 'P-256', algorithm: 'ES256', members: ['kty', 'crv', 'x', 'y'] },
  { kty: 'OKP', crv: 'Ed25519', algorithm: 'EdDSA', members: ['kty', 'crv', 'x'] },
  { kty: 'RSA', crv: undefined, algorithm: 'RS256', members: ['kty', 'n', 'e'] },
];

/**
 * The keys of a JWK Set (RFC 7517 §5) that may verify access tokens, by kid. What is not understood is left out, as
 * §5 asks: other kinds of key, keys for encryption or for another algorithm, symmetric keys, and private ones, which
 * whoever fetched the set could sign with. A kid that two keys have names neither.
 */
export const verificationKeysOf = (set: JsonObject): ReadonlyMap<string, VerificationKey> => {
  const found = new Map<string, VerificationKey>();
  const ambiguous = new Set<string>();
  for (const jwk of Array.isArray(set.keys) ? set.keys : []) {
    const key = isObject(jwk) ? verificationKeyOf(jwk) : undefined;
    if (!key) continue;
    if (found.has(key.kid)) ambiguous.add(key.kid);
    found.set(key.kid, key);
  }
  for (const kid of ambiguous) found.delete(kid);
  return found;
};

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const verificationKeyOf = (jwk: JsonObject): VerificationKey | undefined => {
  const { kid } = jwk;
  if (typeof kid !== 'string' || !KID.test(kid) || !isForVerifying(jwk) || Object.hasOwn(jwk, 'd')) {
    return undefined;
  }
  const kind = KINDS.find(({ kty, crv }) => jwk.kty === kty && jwk.crv === crv);
  if (!kind || (jwk.alg !== undefined && jwk.alg !== kind.algorithm)) return undefined;
  const key = publicKeyOf(Object.fromEntries(kind.members.map((member) => [member, jwk[member]])));
  return key && { kid, algorithm: kind.algorithm, key };
};

/** RFC 7517 §4.2, §4.3: a key that says what it is for is for nothing else. */
const isForVerifying = ({ use, key_ops: operations }: JsonObject): boolean =>
  (use === undefined || use === 'sig') &&
  (operations === undefined || (Array.isArray(operations) && operations.includes('verify')));

const publicKeyOf = (jwk: JsonWebKey): KeyObject | undefined => {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
  const bits = key.asymmetricKeyDetails?.modulusLength;
  return bits === undefined || (bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS) ? key : undefined;
};
