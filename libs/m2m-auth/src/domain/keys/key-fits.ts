import type { KeyObject } from 'node:crypto';
import type { AsymmetricAlgorithm } from '../../oauth/signing-algorithm.js';

const MIN_RSA_BITS = 2_048;

/** Why a key cannot sign with an algorithm (RFC 7518 §3.3, §3.4, RFC 8037 §3.1); undefined when it can. */
export const misfitOf = (key: KeyObject, algorithm: AsymmetricAlgorithm): string | undefined => {
  const details = key.asymmetricKeyDetails;
  switch (algorithm) {
    case 'ES256':
      if (key.asymmetricKeyType !== 'ec') return 'ES256 needs an EC key on the curve P-256';
      return details?.namedCurve === 'prime256v1'
        ? undefined
        : `ES256 needs the curve P-256, not ${details?.namedCurve ?? 'an unnamed curve'}`;
    case 'RS256':
      if (key.asymmetricKeyType !== 'rsa') return 'RS256 needs an RSA key';
      return (details?.modulusLength ?? 0) >= MIN_RSA_BITS
        ? undefined
        : `RS256 needs an RSA key of at least ${MIN_RSA_BITS} bits, not ${details?.modulusLength ?? 0}`;
    case 'EdDSA':
      return key.asymmetricKeyType === 'ed25519' ? undefined : 'EdDSA needs an Ed25519 key';
  }
};

/** The one algorithm of ours that a key can be meant for. */
export const algorithmOf = (key: KeyObject): AsymmetricAlgorithm | undefined => {
  switch (key.asymmetricKeyType) {
    case 'ec':
      return 'ES256';
    case 'rsa':
      return 'RS256';
    case 'ed25519':
      return 'EdDSA';
    default:
      return undefined;
  }
};
