import { decodableUrl } from './decodable-url.js';

describe('decodableUrl', () => {
  it.each(['/auth/token', '/a%20b', '/%C3%A9?x=%ZZ', '/a%2Fb', '/a%00', '/?%'])('leaves %s alone', (url) => {
    expect(decodableUrl(url)).toBe(url);
  });

  it.each([
    ['/auth/token%ZZ', '/auth/token%25ZZ'],
    ['/%', '/%25'],
    ['/a%20b%FF?q=%20', '/a%2520b%25FF?q=%20'],
    ['/%ED%A0%80', '/%25ED%25A0%2580'],
  ])('makes %s a path that routers can decode', (url, expected) => {
    expect(decodableUrl(url)).toBe(expected);
    expect(() => decodeURI(expected)).not.toThrow();
  });
});
