import fc from 'fast-check';
import { generateClientSecret } from './generated-secret.js';
import { hintOf, suppliedSecretProblems } from './supplied-secret.js';

const generated = generateClientSecret({ bytes: (length) => Buffer.alloc(length, 7), uuid: () => '' });

describe('a supplied secret', () => {
  it('is 32 to 128 characters of printable ASCII', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x20-\x7e]{31,127}!$/), (secret) => {
        expect(suppliedSecretProblems(secret)).toEqual([]);
        expect(hintOf(secret)).toBe(secret.slice(-4));
      }),
    );
  });

  it.each([
    ['31 characters', 'a'.repeat(31), /32 to 128/],
    ['129 characters', 'a'.repeat(129), /32 to 128/],
    ['nothing', '', /32 to 128/],
    ['a non-ASCII letter', 'é'.repeat(40), /printable ASCII/],
    ['an emoji', '😀'.repeat(20), /printable ASCII/],
    ['NUL', 'a'.repeat(40) + '\0', /printable ASCII/],
    ['a tab', 'a'.repeat(40) + '\t', /printable ASCII/],
    ['a line break at the end', 'a'.repeat(40) + '\n', /printable ASCII/],
    ['blanks only, which count as omitted (RFC 6749 §3.2)', ' '.repeat(40), /blank/],
    ['the form of a generated secret', generated, /form of a generated/],
    ['that form with a wrong checksum', `m2ms_${'a'.repeat(49)}`, /form of a generated/],
    ['a number', 12345678, /string/],
    ['nothing at all', undefined, /string/],
  ])('is not %s', (_, secret, problem) => {
    expect(suppliedSecretProblems(secret).join()).toMatch(problem);
  });

  it('is not repeated in what is said about it', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8, maxLength: 30, unit: fc.constantFrom('Z', 'é', '7') }),
        (secret) => {
          expect(suppliedSecretProblems(secret).join()).not.toContain(secret);
        },
      ),
    );
  });
});

describe('the hint', () => {
  it.each(['', 'abc', 'a'.repeat(31), 'é'.repeat(40), '😀'.repeat(40)])(
    'is not taken from an imported secret that it would give away, or that cannot be shown: %j',
    (secret) => {
      expect(hintOf(secret)).toBeNull();
    },
  );
});
