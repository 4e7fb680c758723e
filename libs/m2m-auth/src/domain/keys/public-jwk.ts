import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { AsymmetricAlgorithm } from '../../oauth/signing-algorithm.js';
import type { PublicJwk } from './signing-key.js';

/** The members that RFC 7638 §3.2 takes into the thumbprint, in lexicographic order. */
const THUMBPRINT_MEMBERS = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
} as const;

/**
 * The public half of a key as it is published, with its RFC 7638 thumbprint for kid. Members are copied one by one
 * from the list above, so a private one cannot come along.
 */
export const publicJwkOf = (key: KeyObject, algorithm: AsymmetricAlgorithm): PublicJwk => {
  const jwk = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  const members = THUMBPRINT_MEMBERS[jwk.kty as keyof typeof THUMBPRINT_MEMBERS];
  const canonical = JSON.stringify(Object.fromEntries(members.map((member) => [member, jwk[member]])));
  const kid = createHash('sha256').update(canonical).digest('base64url');
  const publicMembers = Object.fromEntries(members.map((member) => [member, jwk[member]]));
  return {
    ...(publicMembers as Pick<PublicJwk, 'kty' | 'crv' | 'x' | 'y' | 'n' | 'e'>),
    kid,
    alg: algorithm,
    use: 'sig',
  };
};

export const publicKeyOf = (jwk: PublicJwk): KeyObject => createPublicKey({ key: { ...jwk }, format: 'jwk' });
