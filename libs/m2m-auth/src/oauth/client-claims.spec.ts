import fc from 'fast-check';
import { validateClientClaims, withoutReservedClaims } from './client-claims.js';
import { RESERVED_CLAIMS } from './reserved-claims.js';

const parsed = (json: string): unknown => JSON.parse(json);
const nested = (levels: number): unknown => (levels === 1 ? {} : { a: nested(levels - 1) });

describe('claims of a client', () => {
  it.each([
    ['none', {}],
    ['a tenant', { tenant_id: 't-1' }],
    [
      'roles, groups and entitlements (RFC 9068 §2.2.3.1)',
      { roles: ['a'], groups: ['b'], entitlements: ['c'] },
    ],
    ['every kind of JSON value', { a: 1, b: true, c: null, d: 'é😀', e: [1, { f: [] }] }],
    ['a reserved name below the first level', { app: { sub: 'x', scope: 'y' } }],
    ['four levels', nested(4)],
    ['32 members', Object.fromEntries(Array.from({ length: 32 }, (_, n) => [`c${n}`, n]))],
    ['4,096 bytes', { a: 'x'.repeat(4_096 - '{"a":""}'.length) }],
  ])('may be %s', (_, claims) => {
    expect(validateClientClaims(claims)).toEqual([]);
  });

  it.each([
    ['a string', 'x'],
    ['an array', [{}]],
    ['null', null],
    ['a number', 1],
    ['nothing', undefined],
    ['a Map', new Map()],
  ])('may not be %s', (_, claims) => {
    expect(validateClientClaims(claims)).toEqual(['must be a JSON object']);
  });

  it.each([
    ['five levels', nested(5), /deeper/],
    ['five levels of arrays', { a: [[[[]]]] }, /deeper/],
    ['33 members', Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`c${n}`, n])), /more than 32/],
    ['4,097 bytes', { a: 'x'.repeat(4_097 - '{"a":""}'.length) }, /larger/],
    ['4,097 bytes in fewer characters', { a: 'é'.repeat(2_045) }, /larger/],
    ['many values', { a: Array<number>(100_000).fill(1) }, /larger/],
    ['NUL', { a: 'x\0' }, /NUL/],
    ['NUL in a name', { 'x\0': 1 }, /NUL/],
    ['half of a surrogate pair', { a: ['\ud83d'] }, /surrogates/],
    ['a date', { a: new Date(0) }, /JSON values/],
    ['not a number', { a: Number.NaN }, /would be changed/],
    ['a function', { a: () => 1 }, /JSON values/],
    ['undefined', { a: undefined }, /JSON values/],
    ['__proto__ at the top', parsed('{"__proto__":{"admin":true}}'), /__proto__/],
    ['__proto__ deep inside', parsed('{"a":[{"__proto__":1}]}'), /__proto__/],
    ['constructor deep inside', { a: { constructor: 1 } }, /constructor/],
    ['prototype deep inside', { a: { prototype: 1 } }, /prototype/],
  ])('may not hold %s', (_, claims, problem) => {
    expect(validateClientClaims(claims)).toEqual([expect.stringMatching(problem)]);
  });

  it.each([...RESERVED_CLAIMS])('may not name %s', (name) => {
    const claims = parsed(JSON.stringify({ tenant_id: 't' }).replace('tenant_id', name));
    expect(validateClientClaims(claims)).toEqual([expect.stringContaining(name)]);
  });

  it('end the walk through a circle', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(validateClientClaims(circle)).toEqual([expect.stringMatching(/deeper/)]);
  });

  it('end the walk through what is repeated many times', () => {
    const repeated = (value: unknown): unknown[] => Array<unknown>(2_000).fill(value);
    const problems = validateClientClaims({ a: repeated(repeated(repeated(1))) });
    expect(problems).toEqual([expect.stringMatching(/larger/)]);
  });

  it('are judged without a throw, and without repeating what they hold', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withDate: true, withMap: true }), (value) => {
        const problems = validateClientClaims({ canary: value });
        expect(problems.join()).not.toContain('canary');
        if (problems.length === 0)
          expect(Buffer.byteLength(JSON.stringify({ canary: value }))).toBeLessThan(4_097);
      }),
    );
  });
});

describe('claims that go into a token', () => {
  it('never name a reserved claim, whatever the row holds', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...RESERVED_CLAIMS, 'tenant_id', 'Sub')), (names) => {
        const row = parsed(`{${names.map((name) => `${JSON.stringify(name)}:1`).join()}}`) as Record<
          string,
          number
        >;
        const claims = withoutReservedClaims(row);
        expect(Object.keys(claims)).toEqual(names.filter((name) => name === 'tenant_id' || name === 'Sub'));
        expect(Object.getPrototypeOf(claims)).toBeNull();
      }),
    );
  });

  it('are a copy', () => {
    const row = { tenant_id: 't' };
    withoutReservedClaims(row)['tenant_id'] = 'other';
    expect(row).toEqual({ tenant_id: 't' });
  });
});
