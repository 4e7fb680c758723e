import fc from 'fast-check';
import { bodyProblems } from './admin-body.js';

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

describe('the body of an admin request', () => {
  it.each([[null], [5], ['text'], [true], [[]], [[{}]], [Buffer.from('{}')]])(
    'must be an object: %j',
    (body) => {
      expect(bodyProblems(body)).toEqual(['The body must be a JSON object.']);
    },
  );

  it.each(['__proto__', 'constructor', 'prototype'])('must not use %s as a name, at any depth', (name) => {
    const top = JSON.parse(`{"${name}":1}`) as unknown;
    const below = JSON.parse(`{"claims":{"a":[{"${name}":1}]}}`) as unknown;

    expect(bodyProblems(top)).toEqual([`property ${name} should not exist`]);
    expect(bodyProblems(below)).toEqual([
      'claims must not use __proto__, constructor or prototype as a name',
    ]);
  });

  it('may be nested 32 levels and no deeper, whatever the depth', () => {
    expect(bodyProblems({ claims: nested(32) })).toEqual([]);
    for (const levels of [33, 100_000]) {
      expect(bodyProblems({ claims: nested(levels) })).toEqual([
        'claims must not be nested deeper than 32 levels',
      ]);
    }
  });

  it('has no problem with any other object', () => {
    const json = fc.object({
      maxDepth: 8,
      key: fc.string({ maxLength: 6 }).filter((name) => name !== '__proto__'),
    });
    fc.assert(fc.property(json, (body) => bodyProblems(body).length === 0));
  });
});
