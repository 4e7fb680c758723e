import fc from 'fast-check';
import { ScopeHierarchy, scopeImplicationProblems } from './scope-hierarchy.js';

const IMPLIES = {
  'reports:admin': ['reports:write', 'audit:read'],
  'reports:write': ['reports:read'],
};

describe('a hierarchy of scopes (RS-20)', () => {
  const hierarchy = new ScopeHierarchy(IMPLIES);

  it.each([
    [['reports:read'], 'reports:read', true],
    [['reports:write'], 'reports:read', true],
    [['reports:admin'], 'reports:read', true],
    [['other', 'reports:admin'], 'audit:read', true],
    [['reports:read'], 'reports:write', false],
    [['reports:write'], 'audit:read', false],
    [['Reports:Write'], 'reports:read', false],
    [['reports:write:all', 'reports'], 'reports:read', false],
    [[], 'reports:read', false],
  ])('says of %j whether it covers %s: %p', (granted, scope, expected) => {
    expect(hierarchy.covers(granted, scope)).toBe(expected);
  });

  it('is none unless one is given: scopes are compared exactly (RFC 6749 §3.3)', () => {
    expect(new ScopeHierarchy().covers(['reports:write'], 'reports:read')).toBe(false);
    expect(new ScopeHierarchy().covers(['reports:read'], 'reports:read')).toBe(true);
  });

  it('ends where scopes include each other, which makes them equal', () => {
    const circle = new ScopeHierarchy({ a: ['b'], b: ['c'], c: ['a', 'c'] });
    for (const held of ['a', 'b', 'c']) {
      for (const needed of ['a', 'b', 'c']) expect(circle.covers([held], needed)).toBe(true);
    }
    expect(circle.covers(['d'], 'a')).toBe(false);
  });

  it('knows no scope that only every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(hierarchy.covers(['reports:admin'], name)).toBe(false);
      expect(hierarchy.covers([name], 'reports:read')).toBe(false);
    }
  });

  it('covers exactly what can be reached step by step, whatever the steps', () => {
    const scope = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const steps = fc.dictionary(scope, fc.array(scope, { maxLength: 3 }));
    fc.assert(
      fc.property(steps, scope, scope, (implies, held, needed) => {
        let reached = new Set([held]);
        for (let step = 0; step < 5; step++) {
          reached = new Set([...reached, ...[...reached].flatMap((from) => implies[from] ?? [])]);
        }
        expect(new ScopeHierarchy(implies).covers([held], needed)).toBe(reached.has(needed));
      }),
    );
  });

  it.each([
    null,
    'a',
    5,
    { 'a b': ['c'] },
    { a: 'b' },
    { a: ['b c'] },
    { a: [1] },
    { '': ['a'] },
    { a: null },
  ])('cannot be made from %j, and the problem names the option', (implies) => {
    expect(scopeImplicationProblems(implies)).toMatchObject([{ path: 'scope.implies', code: 'value' }]);
  });

  it.each([undefined, {}, { a: [] }, IMPLIES])('can be made from %j', (implies) => {
    expect(scopeImplicationProblems(implies)).toEqual([]);
  });
});
