import { createPublicKey, createSecretKey } from 'node:crypto';
import { jwtVerify } from 'jose';
import { LocalSignerFactory } from './local-signer-factory.js';

const signers = new LocalSignerFactory();
const NOW = Math.floor(Date.UTC(2026, 0, 1) / 1_000);
const claims = () => ({
  iss: 'https://issuer.example',
  aud: ['a', 'b'],
  iat: NOW,
  exp: NOW + 60,
  nested: { list: [1, null, 'ü 🦊'] },
});

describe('the signers', () => {
  it.each(['ES256', 'RS256', 'EdDSA'] as const)(
    'of %s make tokens that another implementation verifies, with the header of RFC 9068 §2.1',
    async (algorithm) => {
      const key = await signers.generate(algorithm);
      const token = await signers.create({ kid: 'kid-1', algorithm, key }).sign(claims());
      const { payload, protectedHeader } = await jwtVerify(token, createPublicKey(key), {
        algorithms: [algorithm],
        currentDate: new Date(NOW * 1_000),
      });
      expect(protectedHeader).toEqual({ alg: algorithm, typ: 'at+jwt', kid: 'kid-1' });
      expect(payload).toEqual(claims());
    },
  );

  it('of HS256 do so with the secret', async () => {
    const key = createSecretKey(Buffer.from('x'.repeat(32)));
    const token = await signers.create({ kid: 'kid-1', algorithm: 'HS256', key }).sign(claims());
    const { payload, protectedHeader } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      currentDate: new Date(NOW * 1_000),
    });
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'at+jwt', kid: 'kid-1' });
    expect(payload).toEqual(claims());
  });

  it('answer without a promise, and generate a different key each time', async () => {
    const keys = [await signers.generate('ES256'), await signers.generate('ES256')] as const;
    expect(typeof signers.create({ kid: 'k', algorithm: 'ES256', key: keys[0] }).sign(claims())).toBe(
      'string',
    );
    expect(keys[0].equals(keys[1])).toBe(false);
  });
});
