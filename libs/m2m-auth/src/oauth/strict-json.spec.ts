import fc from 'fast-check';
import { parseJsonObject } from './strict-json.js';

const parse = (text: string) => parseJsonObject(Buffer.from(text));

describe('parseJsonObject', () => {
  it('reads what JSON.parse reads, when no member is named twice', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect({ ...parse(text) }).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses a member named twice wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), fc.jsonValue(), fc.nat(5), (name, one, other, depth) => {
        const key = JSON.stringify(name);
        const twice = `{${key} : ${JSON.stringify(one)}, ${key}: ${JSON.stringify(other)}}`;
        expect(parse('{"a":['.repeat(depth) + twice + ']}'.repeat(depth))).toBeUndefined();
      }),
    );
  });

  it('takes colons, quotes and braces inside strings for text', () => {
    expect({ ...parse('{"a":"\\"a\\":{","b":["a","a"],"c":{"a":1}}') }).toEqual({
      a: '"a":{',
      b: ['a', 'a'],
      c: { a: 1 },
    });
  });

  it('keeps __proto__ as a member, and gives absent members no value from a prototype', () => {
    const parsed = parse('{"__proto__":{"admin":true}}')!;
    expect(Object.keys(parsed)).toEqual(['__proto__']);
    expect(parsed.admin).toBeUndefined();
    expect(parsed.toString).toBeUndefined();
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => parseJsonObject(Buffer.from(bytes))).not.toThrow();
      }),
      { examples: [[Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d])]] },
    );
  });
});
