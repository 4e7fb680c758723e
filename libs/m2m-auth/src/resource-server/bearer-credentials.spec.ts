import fc from 'fast-check';
import { bearerTokenOf, type BearerRequest } from './bearer-credentials.js';

const withHeader = (authorization: string, rest: Partial<BearerRequest> = {}): BearerRequest => ({
  headers: { authorization },
  rawHeaders: ['Authorization', authorization],
  ...rest,
});
const invalidRequest = expect.objectContaining({ code: 'invalid_request', status: 400 });
const token68 = fc.stringMatching(/^[A-Za-z0-9._~+/-]{1,40}={0,2}$/);
const scheme = fc.mixedCase(fc.constant('bearer'));

describe('bearerTokenOf', () => {
  it('takes any token68 whole, after the scheme in any case and one or more spaces (RFC 6750 §2.1)', () => {
    fc.assert(
      fc.property(scheme, fc.integer({ min: 1, max: 5 }), token68, (name, spaces, token) => {
        expect(bearerTokenOf(withHeader(name + ' '.repeat(spaces) + token))).toBe(token);
      }),
    );
  });

  it('refuses anything else after the scheme (RFC 6750 §3.1)', () => {
    fc.assert(
      fc.property(scheme, fc.string(), (name, rest) => {
        fc.pre(!/^ +[A-Za-z0-9._~+/-]+=*$/.test(rest) && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(rest));
        expect(() => bearerTokenOf(withHeader(name + rest))).toThrow(invalidRequest);
      }),
    );
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Bearer "tok"',
    'Bearer tok,x',
    'Bearer tök',
    'Bearer\ttok',
    'Bearer =',
    'Bearer a=b',
    'Bearer tok ',
    'Bearer:tok',
    'Bearer, Basic x',
  ])('refuses %p', (header) => {
    expect(() => bearerTokenOf(withHeader(header))).toThrow(invalidRequest);
  });

  it.each(['Basic dTpw', 'DPoP tok', 'Bearertok', 'BearerX tok', '', ' ', '"Bearer" tok'])(
    'sees no bearer credentials in %p',
    (header) => {
      expect(bearerTokenOf(withHeader(header))).toBeUndefined();
    },
  );

  it('sees none in a request without the header, in its query, or in its body alone', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(bearerTokenOf({ headers: {}, rawHeaders: [] })).toBeUndefined();
    expect(bearerTokenOf({ headers, body: { access_token: 'tok' } })).toBeUndefined();
  });

  it('refuses a second token in a form body (RFC 6750 §2), and lets a JSON member of that name be', () => {
    const body = { access_token: 'tok' };
    const form = withHeader('Bearer tok', {
      headers: {
        authorization: 'Bearer tok',
        'content-type': 'Application/X-WWW-Form-Urlencoded; charset=utf-8',
      },
      body,
    });
    const json = { ...form, headers: { ...form.headers, 'content-type': 'application/json' } };
    expect(() => bearerTokenOf(form)).toThrow(invalidRequest);
    expect(bearerTokenOf(json)).toBe('tok');
    expect(bearerTokenOf({ ...form, body: Object.create(null) as object })).toBe('tok');
  });

  it.each<[string, Partial<BearerRequest>]>([
    ['of Express', { rawHeaders: ['Authorization', 'Bearer a', 'X', 'y', 'AUTHORIZATION', 'Bearer b'] }],
    ['of Fastify', { raw: { rawHeaders: ['authorization', 'Bearer a', 'Authorization', 'Basic b'] } }],
    ['in an array', { headers: { authorization: ['Bearer a', 'Bearer b'] as unknown as string } }],
  ])('refuses two Authorization headers %s (RFC 9110 §5.3)', (_, request) => {
    expect(() => bearerTokenOf(withHeader('Bearer a', request))).toThrow(invalidRequest);
  });

  it('takes a header array of one', () => {
    expect(bearerTokenOf({ headers: { authorization: ['Bearer a'] as unknown as string } })).toBe('a');
  });
});
