import { refuseRepeatedHeaders } from './request-guards.js';

describe('refuseRepeatedHeaders', () => {
  test('lets one of each pass, beside repeated others', () => {
    expect(() =>
      refuseRepeatedHeaders([
        'Authorization',
        'Basic a',
        'Content-Type',
        'a/b',
        'Cookie',
        'a',
        'Cookie',
        'b',
      ]),
    ).not.toThrow();
  });

  test('looks at names only', () => {
    expect(() =>
      refuseRepeatedHeaders(['Authorization', 'content-type', 'X', 'authorization']),
    ).not.toThrow();
  });

  test.each([
    ['Authorization', ['authorization', 'Basic a', 'AUTHORIZATION', 'Basic a']],
    ['Content-Type', ['Content-Type', 'a/b', 'Host', 'x', 'content-type', 'a/b']],
  ])('refuses a repeated %s, in any case', (name, headers) => {
    expect(() => refuseRepeatedHeaders(headers)).toThrow(`The ${name} header is repeated.`);
  });
});
