import { verify, type KeyObject } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import type { VerificationKey } from '../oauth/ports/verification-key-source.js';
import type { SigningAlgorithm } from '../oauth/signing-algorithm.js';
import { invalidToken } from './bearer-errors.js';
import type { CompactJws } from './compact-jws.js';

/** jsonwebtoken knows no EdDSA (RFC 8037 §3.1). */
type JwtServiceAlgorithm = Exclude<SigningAlgorithm, 'EdDSA'>;

/** One JwtService a key, made by us: the host's JwtModule, its secret and its defaults have no part in this. */
const services = new WeakMap<KeyObject, JwtService>();

const serviceFor = (key: KeyObject, algorithm: JwtServiceAlgorithm): JwtService => {
  const known = services.get(key);
  if (known) return known;
  const service = new JwtService({
    // A KeyObject, since reading PEM or bytes again for each token costs more than the signature itself.
    ...(algorithm === 'HS256' ? { secret: key } : { publicKey: key }),
    // Times are left to the verifier, which takes them from its clock.
    verifyOptions: { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true },
  });
  services.set(key, service);
  return service;
};

const verifyWithJwtService = (jws: CompactJws, key: KeyObject, algorithm: JwtServiceAlgorithm): void => {
  try {
    serviceFor(key, algorithm).verify<object>(jws.token);
  } catch (cause) {
    throw invalidToken('The signature does not verify.', cause);
  }
};

const verifyEd25519 = (jws: CompactJws, key: KeyObject): void => {
  const genuine =
    key.asymmetricKeyType === 'ed25519' && verify(null, Buffer.from(jws.signingInput), key, jws.signature);
  if (!genuine) throw invalidToken('The signature does not verify.');
};

/**
 * Verifies with the key's own algorithm, whatever the header says; a header that says otherwise is refused
 * (RFC 8725 §3.1). A key that does not fit its algorithm (another curve, another kind of key) verifies nothing.
 *
 * @throws OAuthError `invalid_token`.
 */
export const verifySignature = (jws: CompactJws, { key, algorithm }: VerificationKey): void => {
  if (jws.algorithm !== algorithm) throw invalidToken('alg is not the algorithm of the key.');
  if (algorithm === 'EdDSA') verifyEd25519(jws, key);
  else verifyWithJwtService(jws, key, algorithm);
};
