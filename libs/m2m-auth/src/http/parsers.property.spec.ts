import fc from 'fast-check';
import { OAuthError } from '../oauth/oauth-error.js';
import { DEFINED_PARAMETERS, REPEATABLE_PARAMETERS } from './defined-parameters.js';
import { parseBody } from './parse-body.js';
import type { RequestParameters } from './request-parameters.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const JSON_TYPE = { 'content-type': 'application/json' };
const MAX = 64;

const defined = [...DEFINED_PARAMETERS];
const single = defined.filter((name) => !REPEATABLE_PARAMETERS.has(name));

const value = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 40 })
  // Control characters are refused by policy, which has tests of its own.
  .filter((text) => text.trim() !== '' && [...text].every((each) => each >= ' '));
const unknownName = fc.string({ unit: 'grapheme' }).filter((name) => !DEFINED_PARAMETERS.has(name));
const known = fc.uniqueArray(fc.tuple(fc.constantFrom(...single), value), { selector: ([name]) => name });
const unknown = fc.array(fc.tuple(unknownName, value), { maxLength: 10 });

const expectAll = (parameters: RequestParameters, pairs: readonly (readonly [string, string])[]): void => {
  const sent = new Map(pairs);
  for (const name of defined) {
    const expected = sent.get(name);
    expect(parameters.getAll(name)).toEqual(expected === undefined ? [] : [expected]);
  }
};

const expectOnlyOAuthErrors = (headers: Record<string, string>, body: Buffer): void => {
  try {
    parseBody(headers, body, MAX);
  } catch (error) {
    expect(error).toBeInstanceOf(OAuthError);
    expect((error as OAuthError).status).toBe(400);
  }
};

describe('parsers of request bodies', () => {
  test('a form comes back as any encoder wrote it, unknown parameters aside', () => {
    fc.assert(
      fc.property(known, unknown, (pairs, others) => {
        const body = Buffer.from(new URLSearchParams([...others, ...pairs]).toString());
        expectAll(parseBody(FORM, body, MAX), pairs);
      }),
    );
  });

  test('a form comes back when only what must be is escaped', () => {
    fc.assert(
      fc.property(known, (pairs) => {
        const escape = (text: string): string => text.replace(/[%&+=]/g, encodeURIComponent);
        const body = pairs.map(([name, text]) => `${name}=${escape(text)}`).join('&');
        expectAll(parseBody(FORM, Buffer.from(body), MAX), pairs);
      }),
    );
  });

  test('a JSON object comes back, with any whitespace between its tokens', () => {
    fc.assert(
      fc.property(known, fc.constantFrom(undefined, 2, '\t'), (pairs, indent) => {
        const body = JSON.stringify(Object.fromEntries(pairs), undefined, indent);
        expectAll(parseBody(JSON_TYPE, Buffer.from(` ${body}\r\n`), MAX), pairs);
      }),
    );
  });

  test('JSON is taken only where JSON.parse takes it too, and then says the same', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"scope"',
      '"resource"',
      '"a\\n"',
      ' ',
      '1',
      'null',
      '"\\x"',
      '"',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 9 }), (tokens) => {
        const text = tokens.join('');
        let parameters: RequestParameters;
        try {
          parameters = parseBody(JSON_TYPE, Buffer.from(text), MAX);
        } catch {
          return;
        }
        if (text === '') return;
        const reference = JSON.parse(text) as Record<string, string | string[]>;
        expect(parameters.getAll('scope')).toEqual([reference['scope'] ?? []].flat());
      }),
      { numRuns: 2000 },
    );
  });

  test('arrays of resources come back in order', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 20 }), (resources) => {
        const form = resources.map((each) => `resource=${encodeURIComponent(each)}`).join('&');
        const json = JSON.stringify({ resource: resources });
        expect(parseBody(FORM, Buffer.from(form), MAX).getAll('resource')).toEqual(resources);
        expect(parseBody(JSON_TYPE, Buffer.from(json), MAX).getAll('resource')).toEqual(resources);
      }),
    );
  });

  test('no bytes make them throw anything but an OAuthError', () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    const text = fc.stringMatching(/^[a-z_%+&=[\]{}":,\\u0-9 ]{0,60}$/);
    fc.assert(
      fc.property(fc.constantFrom(FORM, JSON_TYPE), fc.oneof(bytes, text), (headers, body) => {
        expectOnlyOAuthErrors(headers, Buffer.from(body as string));
      }),
      { numRuns: 1000 },
    );
  });
});
