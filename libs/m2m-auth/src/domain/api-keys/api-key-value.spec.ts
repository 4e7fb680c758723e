import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { RandomSource } from '../../oauth/ports/random-source.js';
import {
  apiKeyValueProblems,
  digestOfApiKey,
  environmentIn,
  generateApiKeyValue,
  hintOfApiKey,
  isApiKeyValue,
  isWeakApiKeyValue,
} from './api-key-value.js';

const randomOf = (bytes: Uint8Array): RandomSource => ({ bytes: () => Buffer.from(bytes), uuid: () => '' });
const environments = fc.constantFrom('production', 'test');
const valueOf = fc
  .tuple(environments, fc.uint8Array({ minLength: 32, maxLength: 32 }))
  .map(([environment, bytes]) => generateApiKeyValue(environment, randomOf(bytes)));
const ALPHABET = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~+/-'];

/** The grammar again, by hand. */
const isToken68 = (text: string): boolean => {
  const body = text.replace(/=+$/, '');
  return body !== '' && [...body].every((character) => ALPHABET.includes(character));
};

describe('the value of an API key', () => {
  it('asks for 256 random bits and holds them all', () => {
    let asked = 0;
    const random = { bytes: (length: number) => Buffer.alloc((asked = length), 0xff), uuid: () => '' };
    const value = generateApiKeyValue('test', random);
    expect(asked).toBe(32);
    expect(Buffer.from(value.slice(8, 51), 'base64url')).toEqual(Buffer.alloc(32, 0xff));
  });

  it('names its environment, is scannable, strong and good for a Bearer header (C-36)', () => {
    fc.assert(
      fc.property(valueOf, (value) => {
        expect(value).toMatch(/^sk_(live|test)_[A-Za-z0-9_-]{49}$/);
        expect(isApiKeyValue(value)).toBe(true);
        expect(apiKeyValueProblems(value)).toEqual([]);
        expect(environmentIn(value)).toBe(value.startsWith('sk_live_') ? 'production' : 'test');
      }),
    );
    expect(
      isWeakApiKeyValue(generateApiKeyValue('test', randomOf(createHash('sha256').update('a').digest()))),
    ).toBe(false);
  });

  it('has a checksum that anyone can compute', () => {
    const unchecked = `sk_live_${Buffer.alloc(32).toString('base64url')}`;
    const checksum = createHash('sha256').update(unchecked).digest('base64url').slice(0, 6);
    expect(generateApiKeyValue('production', randomOf(Buffer.alloc(32)))).toBe(unchecked + checksum);
  });

  it('is refused by its form after any change of one character, and under the other environment', () => {
    const change = fc.record({ value: valueOf, at: fc.nat(48), to: fc.constantFrom('A', '0', '_', '-') });
    fc.assert(
      fc.property(change, ({ value, at, to }) => {
        const changed = value.slice(0, 8 + at) + to + value.slice(9 + at);
        expect(isApiKeyValue(changed)).toBe(changed === value);
        const moved = value.startsWith('sk_live_') ? 'sk_test_' : 'sk_live_';
        expect(isApiKeyValue(moved + value.slice(8))).toBe(false);
        expect(apiKeyValueProblems(moved + value.slice(8))).toEqual([expect.stringContaining('checksum')]);
      }),
    );
  });

  it('may be anything else that begins with sk_ and that a Bearer header can carry (RFC 9110 §11.2)', () => {
    const bodies = fc.oneof(
      fc.string({ maxLength: 140 }),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(...ALPHABET, '='), maxLength: 140 }),
      fc.constantFrom('a', 'test_ci', 'live_', 'a'.repeat(128), 'a'.repeat(129), 'a\n', '=', 'a=', 'a=b'),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        fc.pre(!/^(live|test)_[\w-]{49}$/.test(body));
        const good = body.length <= 128 && isToken68(body);
        expect(isApiKeyValue(`sk_${body}`)).toBe(good);
        expect(apiKeyValueProblems(`sk_${body}`).length).toBe(good ? 0 : 1);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is never anything that is no string, or that begins otherwise', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        fc.pre(typeof value !== 'string' || !value.startsWith('sk_'));
        expect(isApiKeyValue(value)).toBe(false);
        expect(apiKeyValueProblems(value)).toHaveLength(1);
      }),
    );
    for (const near of ['SK_abc', ' sk_abc', 'sk-abc', 'sk_', 'sk', 'xsk_abc', 'ｓk_abc']) {
      expect(isApiKeyValue(near)).toBe(false);
    }
  });

  it('is read in linear time, however long', () => {
    const long = `sk_${'a='.repeat(500_000)}`;
    expect(isApiKeyValue(long)).toBe(false);
    expect(isApiKeyValue(`sk_${'='.repeat(1_000_000)}`)).toBe(false);
  });

  it('has one digest, in which nothing of it stands', () => {
    fc.assert(
      fc.property(valueOf, valueOf, (value, other) => {
        expect(digestOfApiKey(value)).toMatch(/^sha256:[A-Za-z0-9_-]{43}$/);
        expect(digestOfApiKey(value)).not.toContain(value.slice(8));
        expect(digestOfApiKey(value) === digestOfApiKey(other)).toBe(value === other);
      }),
    );
  });

  it.each([
    ['sk_test_ci', 't_ci'],
    ['sk_abcde', 'bcde'],
    ['sk_abcd', null],
    ['sk_a', null],
  ])('%s is told apart by %j, which is never all of it (C-35)', (value, hint) => {
    expect(hintOfApiKey(value)).toBe(hint);
  });

  it.each([
    ['31 characters', `sk_${'abcdefghij'.repeat(3)}a`, true],
    ['32 characters, ten of them different', `sk_${'abcdefghij'.repeat(3)}ab`, false],
    ['nine characters over and over', `sk_${'abcdefghi'.repeat(10)}`, true],
  ])('with %s is weak: %j is %j', (_, value, weak) => {
    expect(isWeakApiKeyValue(value)).toBe(weak);
  });
});
