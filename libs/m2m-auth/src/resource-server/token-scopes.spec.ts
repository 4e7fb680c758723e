import fc from 'fast-check';
import type { JsonObject } from '../oauth/json.js';
import { readScopes } from './token-scopes.js';

const scopeToken = fc.stringMatching(/^[\x21\x23-\x5B\x5D-\x7E]{1,12}$/);
const invalid = expect.objectContaining({ code: 'invalid_token' });

describe('readScopes', () => {
  it.each<[JsonObject, string[]]>([
    [{}, []],
    [{ scope: '' }, []],
    [{ scope: 'a b' }, ['a', 'b']],
    [{ scope: 'a a' }, ['a']],
    [{ scopes: ['a', 'b'] }, ['a', 'b']],
    [{ scopes: 'a b' }, ['a', 'b']],
    [{ scp: ['a'] }, ['a']],
    [{ scp: [] }, []],
    [{ scope: 'a b', scopes: ['b', 'a'], scp: 'a b' }, ['a', 'b']],
  ])('reads %p', (claims, scopes) => {
    expect(readScopes(claims)).toEqual(scopes);
  });

  it.each<JsonObject>([
    { scope: ['a'] },
    { scope: null },
    { scope: 1 },
    { scope: 'a  b' },
    { scope: ' a' },
    { scope: 'a\tb' },
    { scope: 'a"b' },
    { scopes: ['a b'] },
    { scopes: [''] },
    { scopes: [1] },
    { scopes: { a: true } },
    { scp: null },
    { scp: true },
  ])('refuses %p', (claims) => {
    expect(() => readScopes(claims)).toThrow(invalid);
  });

  it.each<JsonObject>([
    { scope: 'a', scopes: ['a', 'b'] },
    { scope: 'a', scp: [] },
    { scope: '', scp: ['a'] },
    { scopes: ['A'], scp: ['a'] },
  ])('refuses %p, whose claims disagree', (claims) => {
    expect(() => readScopes(claims)).toThrow(invalid);
  });

  it('gives the same set whichever claim carries it, and refuses any two different sets', () => {
    fc.assert(
      fc.property(fc.uniqueArray(scopeToken), fc.uniqueArray(scopeToken), (one, other) => {
        expect(readScopes({ scope: one.join(' ') })).toEqual(one);
        expect(readScopes({ scopes: one, scp: [...one].reverse() })).toEqual(one);
        const same = one.length === other.length && one.every((scope) => other.includes(scope));
        if (!same) expect(() => readScopes({ scope: one.join(' '), scp: other })).toThrow(invalid);
      }),
    );
  });
});
