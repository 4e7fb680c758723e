import type { RevocationCheck } from '../../../libs/m2m-auth/src/oauth/ports/revocation-check.js';
import type { VerificationKeySource } from '../../../libs/m2m-auth/src/oauth/ports/verification-key-source.js';
import { AccessTokenVerifier } from '../../../libs/m2m-auth/src/resource-server/access-token-verifier.js';
import type { ResourceServerOptions } from '../../../libs/m2m-auth/src/resource-server/resource-server-options.js';
import { AUDIENCE, ISSUER, NOW } from './forge.js';
import { allKeys, trusting } from './signing-keys.js';

interface Parts extends Partial<ResourceServerOptions> {
  keys?: VerificationKeySource;
  check?: RevocationCheck['check'];
  /** Seconds since the Unix epoch. */
  now?: () => number;
}

/** A verifier of the four keys whose clock stands at `NOW` and for whom nothing is revoked. */
export const verifierWith = (parts: Parts = {}): AccessTokenVerifier => {
  const { keys = trusting(...allKeys), check = () => 'live', now = () => NOW, ...options } = parts;
  const clock = { now: () => now() * 1000, monotonic: () => 0 };
  return new AccessTokenVerifier({ issuer: ISSUER, audience: AUDIENCE, ...options }, keys, { check }, clock);
};
