import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { LocalSignerFactory } from '../../crypto/local-signer-factory.js';
import type { AsymmetricAlgorithm } from '../../oauth/signing-algorithm.js';
import { PinnedKeyRing } from './pinned-key-ring.js';
import { SharedSecretKeyRing } from './shared-secret-key-ring.js';

const signers = new LocalSignerFactory();
const pemOf = (key: KeyObject, type: 'pkcs8' | 'sec1' | 'pkcs1' = 'pkcs8'): string =>
  key.export({ type, format: 'pem' } as { type: 'pkcs8'; format: 'pem' }).toString();
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).privateKey;
const p256 = ec('P-256');
const ed25519 = generateKeyPairSync('ed25519').privateKey;

const UNFIT: readonly (readonly [
  what: string,
  make: () => string,
  algorithm: AsymmetricAlgorithm | undefined,
  reason: string,
])[] = [
  ['another curve', () => pemOf(ec('P-384')), undefined, 'ES256 needs the curve P-256, not secp384r1'],
  ['a short RSA key', () => pemOf(rsa(1_024)), undefined, 'at least 2048 bits, not 1024'],
  ['an RSA key for ES256', () => pemOf(rsa(2_048)), 'ES256', 'ES256 needs an EC key'],
  ['an EC key for RS256', () => pemOf(p256), 'RS256', 'RS256 needs an RSA key'],
  ['an EC key for EdDSA', () => pemOf(p256), 'EdDSA', 'EdDSA needs an Ed25519 key'],
  [
    'Ed448',
    () => pemOf(generateKeyPairSync('ed448').privateKey),
    undefined,
    'neither EC P-256, RSA nor Ed25519',
  ],
  [
    'a public key',
    () => generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    undefined,
    'not a private key in PEM',
  ],
  [
    'an encrypted key',
    () => p256.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
    undefined,
    'not a private key in PEM',
  ],
  ['garbage', () => 'c4nary', undefined, 'not a private key in PEM'],
  [
    'garbage in armour',
    () => '-----BEGIN PRIVATE KEY-----\nc4nary\n-----END PRIVATE KEY-----',
    undefined,
    'not a private key in PEM',
  ],
  ['nothing', () => '', undefined, 'not a private key in PEM'],
];

describe('a pinned signing key', () => {
  it.each([
    ['EC P-256 in PKCS#8', pemOf(p256), 'ES256'],
    ['EC P-256 in SEC 1', pemOf(p256, 'sec1'), 'ES256'],
    ['RSA in PKCS#1', pemOf(rsa(2_048), 'pkcs1'), 'RS256'],
    ['Ed25519', pemOf(ed25519), 'EdDSA'],
    ['one whose line ends are written as \\n', pemOf(p256).replaceAll('\n', '\\n'), 'ES256'],
  ])('is %s, and decides the algorithm', async (_what, pem, algorithm) => {
    const ring = new PinnedKeyRing(pem, undefined, signers);
    await ring.start();
    expect([ring.algorithm, ring.signer.algorithm]).toEqual([algorithm, algorithm]);
    expect(ring.find(ring.signer.kid)?.key.type).toBe('public');
    expect(ring.find('other')).toBeUndefined();
    expect(JSON.stringify(ring.publicKeys)).not.toMatch(/"(d|p|q|dp|dq|qi)":/);
  });

  it('keeps its kid over restarts and encodings', () => {
    const kids = [pemOf(p256), pemOf(p256, 'sec1')].map(
      (pem) => new PinnedKeyRing(pem, 'ES256', signers).signer.kid,
    );
    expect(new Set(kids).size).toBe(1);
  });

  it.each(UNFIT)(
    'is refused by name when it is %s, without any of its text',
    (_what, make, algorithm, reason) => {
      const pem = make();
      const lines = pem.split('\n').filter((line) => line.length > 0);
      let text = '';
      try {
        new PinnedKeyRing(pem, algorithm, signers);
      } catch (error) {
        text = `${String(error)} ${String((error as Error).cause)}`;
      }
      expect(text).toContain(reason);
      for (const line of lines) expect(text).not.toContain(line);
    },
  );
});

describe('a shared secret', () => {
  it('has at least 32 bytes (RFC 7518 §3.2): bytes, not characters', () => {
    expect(() => new SharedSecretKeyRing('x'.repeat(31), signers)).toThrow('at least 32 bytes; it has 31');
    expect(new SharedSecretKeyRing('x'.repeat(32), signers).algorithm).toBe('HS256');
    // 16 characters of two bytes each, and 31 bytes in 16 characters.
    expect(new SharedSecretKeyRing('é'.repeat(16), signers).algorithm).toBe('HS256');
    expect(() => new SharedSecretKeyRing(`${'é'.repeat(15)}x`, signers)).toThrow('it has 31');
  });

  it('publishes nothing, and its kid tells neither the secret nor its hash', () => {
    const secret = 'x'.repeat(32);
    const ring = new SharedSecretKeyRing(secret, signers);
    expect(ring.publicKeys).toBeNull();
    expect(ring.signer.kid).not.toContain(secret);
    expect(new SharedSecretKeyRing(secret, signers).signer.kid).toBe(ring.signer.kid);
    expect(new SharedSecretKeyRing('y'.repeat(32), signers).signer.kid).not.toBe(ring.signer.kid);
    expect(ring.find(ring.signer.kid)).toMatchObject({ algorithm: 'HS256' });
    expect(ring.find('other')).toBeUndefined();
  });

  it('repeats nothing of a secret that is too short', () => {
    expect(() => new SharedSecretKeyRing('c4nary', signers)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('c4nary') as string }),
    );
  });
});
