import fc from 'fast-check';
import { AesGcmPrivateKeyCipher } from './aes-gcm-private-key-cipher.js';
import { systemRandom } from './system-random.js';
import { UnsealedPrivateKeyCipher } from './unsealed-private-key-cipher.js';

const KEY = 'k'.repeat(32);
const OTHER = 'o'.repeat(32);
const cipherOf = (...keys: string[]) => new AesGcmPrivateKeyCipher(keys, systemRandom);

describe('the cipher of private keys', () => {
  it('opens what it sealed, for the same kid only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.string(), fc.string(), (bytes, kid, otherKid) => {
        const sealed = cipherOf(KEY).seal(Buffer.from(bytes), kid);
        expect(Buffer.compare(cipherOf(KEY).open(sealed, kid), bytes)).toBe(0);
        if (Buffer.compare(Buffer.from(kid), Buffer.from(otherKid)) !== 0) {
          expect(() => cipherOf(KEY).open(sealed, otherKid)).toThrow('cannot be opened');
        }
      }),
    );
  });

  it('seals the same key differently each time, and without its text', () => {
    const plain = Buffer.from('the private key');
    const sealed = [cipherOf(KEY).seal(plain, 'a'), cipherOf(KEY).seal(plain, 'a')];
    expect(sealed[0]).not.toBe(sealed[1]);
    expect(Buffer.from(sealed[0]?.split(':')[1] ?? '', 'base64url').includes(plain)).toBe(false);
  });

  it('seals under the first key and opens with any', () => {
    const old = cipherOf(OTHER).seal(Buffer.from('x'), 'a');
    const renewed = cipherOf(KEY, OTHER);
    expect(renewed.open(old, 'a').toString()).toBe('x');
    expect(() => cipherOf(OTHER).open(renewed.seal(Buffer.from('x'), 'a'), 'a')).toThrow();
  });

  it('seals anew what another of its keys has sealed, once, and nothing else', () => {
    const old = cipherOf(OTHER).seal(Buffer.from('x'), 'a');
    const renewed = cipherOf(KEY, OTHER).reseal(old, 'a') ?? '';
    expect(cipherOf(KEY).open(renewed, 'a').toString()).toBe('x');
    expect(cipherOf(KEY, OTHER).reseal(renewed, 'a')).toBeUndefined();
    expect(cipherOf(KEY).reseal(old, 'a')).toBeUndefined();
    expect(cipherOf(KEY, OTHER).reseal(old, 'b')).toBeUndefined();
    expect(cipherOf(KEY, OTHER).reseal('unsealed:AAAA', 'a')).toBeUndefined();
    expect(new UnsealedPrivateKeyCipher().reseal()).toBeUndefined();
  });

  it('opens nothing that was changed in any byte', () => {
    const bytes = Buffer.from(cipherOf(KEY).seal(Buffer.from('x'), 'a').split(':')[1] ?? '', 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const forged = Buffer.from(bytes);
      forged.writeUInt8(forged.readUInt8(at) ^ 1, at);
      expect(() => cipherOf(KEY).open(`aes-256-gcm:${forged.toString('base64url')}`, 'a')).toThrow(
        'cannot be opened',
      );
    }
  });

  it.each(['', ':', 'aes-256-gcm:', 'aes-256-gcm:AAAA', 'unsealed:AAAA', 'aes-256-cbc:AAAA'])(
    'takes nothing else for a sealed key: %j',
    (sealed) => {
      expect(() => cipherOf(KEY).open(sealed, 'kid-1')).toThrow(
        /kid-1 cannot be opened.*signing\.keyEncryptionKeys/,
      );
    },
  );

  it.each([
    [
      'another key',
      cipherOf(OTHER).seal(Buffer.from('x'), 'kid-1'),
      /Add that one behind the new one\. If it is lost, delete/,
    ],
    [
      'no key',
      new UnsealedPrivateKeyCipher().seal(Buffer.from('x')),
      /stored without encryption.*: delete its row/,
    ],
  ])('names the remedy for what was stored with %s', (_, sealed, remedy) => {
    expect(() => cipherOf(KEY).open(sealed, 'kid-1')).toThrow(remedy);
  });

  it('needs keys of 32 bytes: bytes, not characters', () => {
    expect(() => cipherOf()).toThrow('at least 32 bytes');
    expect(() => cipherOf(KEY, 'k'.repeat(31))).toThrow('at least 32 bytes');
    expect(() => cipherOf('é'.repeat(15))).toThrow('at least 32 bytes');
    expect(cipherOf('é'.repeat(16))).toBeInstanceOf(AesGcmPrivateKeyCipher);
  });

  it('of development opens only what was never sealed', () => {
    const open = new UnsealedPrivateKeyCipher();
    expect(open.open(open.seal(Buffer.from('x')), 'a').toString()).toBe('x');
    expect(() => open.open(cipherOf(KEY).seal(Buffer.from('x'), 'a'), 'kid-1')).toThrow(
      /kid-1 is stored encrypted/,
    );
  });
});
