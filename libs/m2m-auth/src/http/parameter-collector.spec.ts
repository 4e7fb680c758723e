import { DEFINED_PARAMETERS, REPEATABLE_PARAMETERS } from './defined-parameters.js';
import { ParameterCollector } from './parameter-collector.js';

const collect = (...pairs: readonly [string, string][]) => {
  const collector = new ParameterCollector(64);
  for (const [name, value] of pairs) {
    collector.add(name, value);
  }
  return collector.toParameters();
};

describe('ParameterCollector', () => {
  test.each([...DEFINED_PARAMETERS].filter((name) => !REPEATABLE_PARAMETERS.has(name)))(
    'refuses a repeated %s, blank or not (RFC 6749 §3.2)',
    (name) => {
      for (const [first, second] of [
        ['a', 'a'],
        ['', 'a'],
        ['a', ''],
        ['', ' '],
      ] as const) {
        expect(() => collect([name, first], [name, second])).toThrow('A parameter is repeated.');
      }
    },
  );

  test('keeps every value of resource and audience, in order, but no blank one', () => {
    const parameters = collect(['resource', 'b'], ['resource', ''], ['resource', 'a'], ['audience', 'x']);
    expect(parameters.getAll('resource')).toEqual(['b', 'a']);
    expect(parameters.getAll('audience')).toEqual(['x']);
  });

  test('treats blank values as omitted (RFC 6749 §3.2)', () => {
    const parameters = collect(['scope', ''], ['client_id', ' \t'], ['resource', ' ']);
    expect(parameters.get('scope')).toBeUndefined();
    expect(parameters.get('client_id')).toBeUndefined();
    expect(parameters.getAll('resource')).toEqual([]);
  });

  test('refuses control characters, but leaves those of scope to the grammar of scope (RFC 6749 §3.3)', () => {
    for (const code of [0x00, 0x01, 0x09, 0x0a, 0x0d, 0x1f]) {
      const value = `a${String.fromCharCode(code)}`;
      expect(() => collect(['client_secret', value])).toThrow('A parameter holds a control character.');
      expect(collect(['scope', value]).get('scope')).toBe(value);
      expect(() => collect(['x', value])).not.toThrow();
    }
    expect(collect(['client_secret', ' ~é']).get('client_secret')).toBe(' ~é');
  });

  test('ignores names that no specification defines, however they look', () => {
    const parameters = collect(['x', '1'], ['x', '2'], ['__proto__', 'a'], ['scope[]', 'b'], ['', 'c']);
    for (const name of ['x', '__proto__', 'scope', 'scope[]', '', 'toString']) {
      expect(parameters.getAll(name)).toEqual([]);
    }
  });
});
