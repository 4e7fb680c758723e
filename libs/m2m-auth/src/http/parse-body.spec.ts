import { OAuthError } from '../oauth/oauth-error.js';
import { bodyConsumedByHost } from './http-errors.js';
import { parseBody } from './parse-body.js';
import { RequestParameters } from './request-parameters.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const statusOf = (headers: Record<string, string>, body: string | Buffer): number | undefined => {
  try {
    parseBody(headers, Buffer.from(body), 64);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(OAuthError);
    expect(error).toMatchObject({ code: 'invalid_request' });
    return (error as OAuthError).status;
  }
};

describe('parseBody', () => {
  test('a request without a body has no parameters, whatever its Content-Type', () => {
    expect(parseBody({}, undefined, 64)).toBe(RequestParameters.NONE);
    expect(parseBody({ 'content-type': 'text/xml' }, Buffer.alloc(0), 64)).toBe(RequestParameters.NONE);
  });

  test.each([
    'application/x-www-form-urlencoded',
    'APPLICATION/X-WWW-Form-Urlencoded',
    'application/x-www-form-urlencoded;charset=utf-8',
    'application/x-www-form-urlencoded ; charset="UTF-8" ;',
    'application/x-www-form-urlencoded; charset=utf8; profile=x',
  ])('takes %s (RFC 9110 §8.3.1)', (type) => {
    expect(parseBody({ 'content-type': type }, Buffer.from('token=t'), 64).get('token')).toBe('t');
  });

  test.each([
    '',
    ';',
    'application/x-www-form-urlencodedx',
    'application/x-www-form-urlencoded, application/json',
    'application/x-www-form-urlencoded; charset=iso-8859-1',
    'application/x-www-form-urlencoded; charset =utf-16',
    'application/x-www-form-urlencoded; charset',
    'application/x-www-form-urlencoded; charset=utf-8; charset=utf-7',
    'application/json5',
    'application/problem+json',
    'text/plain',
  ])('refuses Content-Type %j with 415', (type) => {
    expect(statusOf({ 'content-type': type }, 'token=t')).toBe(415);
  });

  test('refuses a body without Content-Type with 415', () => {
    expect(statusOf({}, 'token=t')).toBe(415);
  });

  test('refuses bytes that are not UTF-8: stray, overlong, surrogate', () => {
    for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]]) {
      expect(statusOf(FORM, Buffer.from([...Buffer.from('token='), ...bytes]))).toBe(400);
    }
  });

  test('throws what went wrong while the body was collected', () => {
    const error = bodyConsumedByHost();
    expect(() => parseBody(FORM, error, 64)).toThrow(error);
  });

  test('counts every parameter, known or not', () => {
    expect(statusOf(FORM, 'x=1&'.repeat(64))).toBeUndefined();
    expect(statusOf(FORM, 'x=1&'.repeat(65))).toBe(400);
    expect(statusOf({ 'content-type': 'application/json' }, `{"resource":[${'"a",'.repeat(64)}"a"]}`)).toBe(
      400,
    );
  });
});
