import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import type { JsonObject } from '../../oauth/json.js';
import { verificationKeysOf } from './verification-keys.js';

const jwk = (key: KeyObject): JsonObject => key.export({ format: 'jwk' }) as JsonObject;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ec: JsonObject & { kid: string } = { ...jwk(p256.publicKey), kid: 'ec' };
const ed = { ...jwk(generateKeyPairSync('ed25519').publicKey), kid: 'ed' };
const rsa = { ...jwk(generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey), kid: 'rsa' };
const kids = (...keys: unknown[]): string[] => [...verificationKeysOf({ keys } as JsonObject).keys()];

describe('the keys of a JWK Set', () => {
  it.each([
    ['P-256', ec, 'ES256'],
    ['Ed25519', ed, 'EdDSA'],
    ['RSA', rsa, 'RS256'],
    ['one that says the same of itself', { ...ec, alg: 'ES256', use: 'sig', key_ops: ['verify'] }, 'ES256'],
  ])('verify with the one algorithm that fits: %s', (_what, key, algorithm) => {
    expect([...verificationKeysOf({ keys: [key] }).values()]).toEqual([
      { kid: key.kid, algorithm, key: expect.objectContaining({ type: 'public' }) as unknown },
    ]);
  });

  it.each<[string, unknown]>([
    ['a symmetric key', { kty: 'oct', k: 'AAAA', kid: 'k', alg: 'HS256' }],
    ['a symmetric key in disguise', { ...ec, kty: 'oct', k: 'AAAA' }],
    ['one for encryption', { ...ec, use: 'enc' }],
    ['one for signing only', { ...ec, key_ops: ['sign'] }],
    ['one whose key_ops is no list', { ...ec, key_ops: 'verify' }],
    ['one for HS256 (RFC 8725 §3.1)', { ...rsa, alg: 'HS256' }],
    ['one for PS256', { ...rsa, alg: 'PS256' }],
    ['one without an algorithm by name', { ...ec, alg: 'none' }],
    ['one with null for an algorithm', { ...ec, alg: null }],
    ['a private key', { ...jwk(p256.privateKey), kid: 'k' }],
    ['another curve', { ...jwk(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey), kid: 'k' }],
    ['a curve that it is not on', { ...ec, y: ec.x }],
    ['Ed448', { ...jwk(generateKeyPairSync('ed448').publicKey), kid: 'k' }],
    [
      '1024 bits (RFC 7518 §3.3)',
      { ...jwk(generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey), kid: 'k' },
    ],
    ['no kid', { ...ec, kid: undefined }],
    ['a kid that is no string', { ...ec, kid: 1 }],
    ['a kid like a path', { ...ec, kid: '../../etc/passwd' }],
    ['no key at all', 'key'],
    ['null', null],
  ])('are not %s, which is left out (RFC 7517 §5)', (_what, key) => {
    expect(kids(key, ed)).toEqual(['ed']);
  });

  it('are neither of two with one kid, whichever is right', () => {
    expect(kids(ec, { ...ed, kid: 'ec' }, rsa, { ...ec })).toEqual(['rsa']);
  });

  it('are not hidden by a key for another purpose with the same kid', () => {
    expect(kids({ ...rsa, kid: 'ec', use: 'enc' }, ec)).toEqual(['ec']);
  });

  it.each([[{}], [{ keys: {} }], [{ keys: 'ec' }], [{ keys: null }]])('are none in %j', (set) => {
    expect(verificationKeysOf(set).size).toBe(0);
  });

  it('never throw, whatever the set holds', () => {
    const member = fc.oneof(fc.jsonValue(), fc.constantFrom('EC', 'P-256', 'RSA', 'OKP', 'Ed25519', 'sig'));
    const key = fc.dictionary(fc.constantFrom('kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use'), member);
    fc.assert(
      fc.property(fc.array(fc.oneof(key, fc.jsonValue())), (keys) => {
        expect(verificationKeysOf({ keys } as JsonObject)).toBeInstanceOf(Map);
      }),
    );
  });
});
