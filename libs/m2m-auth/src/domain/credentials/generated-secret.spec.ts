import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import {
  generateClientSecret,
  hashGeneratedSecret,
  hasValidChecksum,
  isGeneratedForm,
  isGeneratedHash,
  matchesDigest,
} from './generated-secret.js';

const randomOf = (bytes: Uint8Array): RandomSource => ({ bytes: () => Buffer.from(bytes), uuid: () => '' });
const secretOf = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => generateClientSecret(randomOf(bytes)));

describe('a generated secret', () => {
  it('asks for 256 random bits and holds them all', () => {
    let asked = 0;
    const random = { bytes: (length: number) => Buffer.alloc((asked = length), 0xff), uuid: () => '' };
    const secret = generateClientSecret(random);
    expect(asked).toBe(32);
    expect(Buffer.from(secret.slice(5, 48), 'base64url')).toEqual(Buffer.alloc(32, 0xff));
  });

  it('reads the same raw and form-encoded (RFC 6749 §2.3.1), is scannable and fits bcrypt', () => {
    fc.assert(
      fc.property(secretOf, (secret) => {
        expect(secret).toMatch(/^m2ms_[A-Za-z0-9_-]{49}$/);
        expect(encodeURIComponent(secret)).toBe(secret);
        expect(isGeneratedForm(secret) && hasValidChecksum(secret)).toBe(true);
      }),
    );
  });

  it('has a checksum that anyone can compute', () => {
    const body = Buffer.alloc(32).toString('base64url');
    const checksum = createHash('sha256').update(body).digest('base64url').slice(0, 6);
    expect(generateClientSecret(randomOf(Buffer.alloc(32)))).toBe(`m2ms_${body}${checksum}`);
  });

  it('fails its checksum after any change of one character', () => {
    const change = fc.record({ secret: secretOf, at: fc.nat(48), to: fc.constantFrom('A', '0', '_', '-') });
    fc.assert(
      fc.property(change, ({ secret, at, to }) => {
        const changed = secret.slice(0, 5 + at) + to + secret.slice(6 + at);
        expect(isGeneratedForm(changed)).toBe(true);
        expect(hasValidChecksum(changed)).toBe(changed === secret);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['the prefix alone', 'm2ms_'],
    ['one character too few', 'm2ms_' + 'a'.repeat(48)],
    ['one character too many', 'm2ms_' + 'a'.repeat(50)],
    ['a line break at the end', 'm2ms_' + 'a'.repeat(49) + '\n'],
    ['another alphabet', 'm2ms_' + '+'.repeat(49)],
    ['another case of the prefix', 'M2MS_' + 'a'.repeat(49)],
    ['no prefix', 'a'.repeat(54)],
  ])('is not recognised in %s', (_, text) => {
    expect(isGeneratedForm(text)).toBe(false);
    expect(hasValidChecksum(text)).toBe(false);
  });

  it('matches its own digest and no other', () => {
    fc.assert(
      fc.property(secretOf, secretOf, (secret, other) => {
        const hash = hashGeneratedSecret(secret);
        expect(hash).toMatch(/^sha256:[A-Za-z0-9_-]{43}$/);
        expect(hash).not.toContain(secret);
        expect(isGeneratedHash(hash)).toBe(true);
        expect(matchesDigest(secret, hash)).toBe(true);
        expect(matchesDigest(other, hash)).toBe(other === secret);
      }),
    );
  });

  it.each(['', 'sha256:', 'sha256', 'sha256:AAAA', '$2b$12$', 'sha512:' + 'A'.repeat(43)])(
    'matches no stored value that is not its digest: %j',
    (stored) => {
      expect(matchesDigest(generateClientSecret(randomOf(Buffer.alloc(32))), stored)).toBe(false);
      expect(matchesDigest('', stored)).toBe(false);
    },
  );
});
