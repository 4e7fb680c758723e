import fc from 'fast-check';
import { OAuthError } from './oauth-error.js';
import { formatScope, isScopeToken, parseScope } from './scope.js';

const refused = (value: string) => {
  try {
    return parseScope(value);
  } catch (error) {
    return error instanceof OAuthError ? error.code : error;
  }
};

describe('scope (RFC 6749 §3.3)', () => {
  it.each([
    ['one', 'reports:read', ['reports:read']],
    ['several in the order of their mention', 'b a', ['b', 'a']],
    ['duplicates once', 'b a a b', ['b', 'a']],
    ['surplus spaces', '  a   b ', ['a', 'b']],
    ['a comma as a character', 'a,b', ['a,b']],
    ['case', 'Read read', ['Read', 'read']],
    [
      'punctuation',
      'a!b a~b [x] urn:x:read https://h/p.r #',
      ['a!b', 'a~b', '[x]', 'urn:x:read', 'https://h/p.r', '#'],
    ],
    ['names of object members', '__proto__ constructor', ['__proto__', 'constructor']],
    ['nothing in blanks', '   ', []],
  ])('reads %s', (_, value, scopes) => {
    expect(parseScope(value)).toEqual(scopes);
  });

  it.each(['a"b', 'a\\b', 'é', 'a\tb', 'a\nb', 'a\r\nb', 'a\0b', 'a\u00a0b', 'a\u007f', '😀', '\ud800'])(
    'answers invalid_scope to a character outside the grammar: %j',
    (value) => {
      expect(refused(value)).toBe('invalid_scope');
      expect(isScopeToken(value)).toBe(false);
    },
  );

  it('reads 1,024 characters and refuses one more', () => {
    expect(parseScope('a'.repeat(1_024))).toHaveLength(1);
    expect(refused('a'.repeat(1_025))).toBe('invalid_scope');
  });

  it('reads 64 distinct scopes, however often each is named, and refuses a 65th', () => {
    const scopes = Array.from({ length: 64 }, (_, index) => `s${index}`);
    expect(parseScope([...scopes, ...scopes].join(' '))).toEqual(scopes);
    expect(refused([...scopes, 'one-more'].join(' '))).toBe('invalid_scope');
  });

  it('does not repeat what was sent in its error (RFC 6749 §5.2)', () => {
    let error: unknown;
    try {
      parseScope('canary"');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(OAuthError);
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('canary');
  });

  const token = fc.stringMatching(/^[\x21\x23-\x5b\x5d-\x7e]{1,12}$/);

  it('reads what it writes, and is a set', () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 40 }), (tokens) => {
        const scopes = parseScope(formatScope(tokens));
        expect(scopes).toEqual([...new Set(tokens)]);
        expect(parseScope(formatScope(scopes))).toEqual(scopes);
        expect(new Set(parseScope(formatScope([...tokens].reverse())))).toEqual(new Set(scopes));
      }),
    );
  });

  it('gives scope tokens or invalid_scope for any text at all', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('a', ' ', '\t', '"', 'é') }),
    );
    fc.assert(
      fc.property(text, (value) => {
        const result = refused(value);
        if (Array.isArray(result)) expect(result.every(isScopeToken)).toBe(true);
        else expect(result).toBe('invalid_scope');
      }),
    );
  });
});
