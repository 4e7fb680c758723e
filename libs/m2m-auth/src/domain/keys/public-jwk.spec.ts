import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { LocalSignerFactory } from '../../crypto/local-signer-factory.js';
import { publicJwkOf, publicKeyOf } from './public-jwk.js';

const signers = new LocalSignerFactory();

describe.each(['ES256', 'RS256', 'EdDSA'] as const)('the published key of %s', (algorithm) => {
  it('has the thumbprint of RFC 7638 for kid, as another implementation computes it', async () => {
    const key = await signers.generate(algorithm);
    const jwk = publicJwkOf(key, algorithm);
    expect(jwk.kid).toBe(await calculateJwkThumbprint(key.export({ format: 'jwk' }) as JWK));
    expect(publicJwkOf(createPublicKey(key), algorithm)).toEqual(jwk);
  });

  it('has public members only, though it is made of a private key', async () => {
    const jwk = publicJwkOf(await signers.generate(algorithm), algorithm);
    const members = { ES256: ['crv', 'kty', 'x', 'y'], RS256: ['e', 'kty', 'n'], EdDSA: ['crv', 'kty', 'x'] };
    expect(Object.keys(jwk).sort()).toEqual([...members[algorithm], 'alg', 'kid', 'use'].sort());
    expect(jwk).toMatchObject({ alg: algorithm, use: 'sig' });
    expect(publicKeyOf(jwk).type).toBe('public');
  });
});
