import { ParameterCollector } from './parameter-collector.js';
import { parseJson } from './parse-json.js';

const parse = (text: string) => {
  const collector = new ParameterCollector(64);
  parseJson(text, collector);
  return collector.toParameters();
};

describe('parseJson', () => {
  test.each([
    '{}',
    ' {\n} ',
    '{"token":"t"}',
    '{"token" : "t" , "x":""}',
    '{"resource":[]}',
    '{"scope":"\\ud83d\\ude00"}',
  ])('takes %j', (text) => {
    expect(() => parse(text)).not.toThrow();
  });

  test.each([
    ['trailing text', '{} x'],
    ['two objects', '{}{}'],
    ['a trailing comma', '{"token":"t",}'],
    ['a missing comma', '{"token":"t" "scope":"s"}'],
    ['a missing colon', '{"token" "t"}'],
    ['an unquoted name', '{token:"t"}'],
    ['single quotes', "{'token':'t'}"],
    ['a string at the top', '"token"'],
    ['nothing but space', ' '],
    ['an open string', '{"token":"t'],
    ['an open escape', '{"token":"t\\'],
    ['a raw line break in a string', '{"token":"a\nb"}'],
    ['an unknown escape', '{"token":"\\x41"}'],
    ['a short escape', '{"token":"\\u004"}'],
    ['a lone surrogate', '{"token":"\\ud800"}'],
    ['true', '{"token":true}'],
    ['a number', '{"x":1e3}'],
    ['null', '{"x":null}'],
    ['an object', '{"x":{}}'],
    ['an array elsewhere than in resource', '{"audience":["a"]}'],
    ['a number among resources', '{"resource":["a",1]}'],
    ['nested resources', '{"resource":[["a"]]}'],
    ['a trailing comma among resources', '{"resource":["a",]}'],
    ['a byte order mark', '\ufeff{}'],
    ['a comment', '{/**/}'],
  ])('refuses %s', (_name, text) => {
    expect(() => parse(text)).toThrow(
      'The request body is malformed JSON, or holds something other than strings.',
    );
  });

  test.each([
    ['a repeated name', '{"token":"a","token":"b"}'],
    ['a repeated unknown name', '{"x":"a","x":"b"}'],
    ['a name repeated through an escape', '{"token":"a","\\u0074oken":"b"}'],
    ['a repeated resource', '{"resource":["a"],"resource":["b"]}'],
    ['a repeated __proto__', '{"__proto__":"a","__proto__":"b"}'],
  ])('refuses %s, of which parsers would take different ones', (_name, text) => {
    expect(() => parse(text)).toThrow('A parameter is repeated.');
  });
});
