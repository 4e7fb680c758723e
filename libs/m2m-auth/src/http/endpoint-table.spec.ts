import type { OAuthEndpoint } from './endpoint.js';
import { EndpointTable, pathOf } from './endpoint-table.js';

const endpoint = (method: 'GET' | 'POST', path: string, atRoot = false): OAuthEndpoint => ({
  method,
  path,
  atRoot,
  handle: () => ({ status: 200, headers: {}, body: '' }),
});
const table = (paths: readonly string[], prefix = ''): EndpointTable =>
  new EndpointTable(
    paths.map((path) => endpoint('POST', path)),
    prefix,
  );

describe('EndpointTable', () => {
  test.each([
    [['/auth/token', '/auth/revoke'], '', '/auth'],
    [['/auth/token', '/auth/v2/revoke'], 'api', '/api/auth'],
    [['/oauth/v1/token'], '', '/oauth/v1'],
    [['/auth/token', '/authority/revoke'], 'api', undefined],
    [['/token', '/auth/revoke'], '', undefined],
    [['/token'], 'api', undefined],
    [[], 'api', undefined],
  ])('the folder of %j under prefix %j is %j', (paths, prefix, folder) => {
    expect(table(paths, prefix).folder).toBe(folder);
  });

  test('puts the global prefix before paths, but not before those at the root (RFC 8615 §3)', () => {
    const both = [endpoint('POST', '/auth/token'), endpoint('GET', '/.well-known/jwks.json', true)];
    expect([...new EndpointTable(both, '/api/').entries.keys()]).toEqual([
      '/api/auth/token',
      '/.well-known/jwks.json',
    ]);
  });

  test('owns what is below its folder and its documents, by whole segments', () => {
    const both = [endpoint('POST', '/auth/token'), endpoint('GET', '/.well-known/jwks.json', true)];
    const owned = new EndpointTable(both, '');
    expect(
      ['/auth', '/auth/x', '/auth/token', '/.well-known/jwks.json/x'].every((path) => owned.owns(path)),
    ).toBe(true);
    expect(['/', '/authors', '/.well-known/other', '/AUTH/x'].some((path) => owned.owns(path))).toBe(false);
  });

  test('refuses paths that clash or do not begin with a slash', () => {
    expect(() => table(['/auth/token', '/auth/token'])).toThrow(
      'Two OAuth endpoints have the same path: /auth/token',
    );
    expect(() => table(['auth/token'])).toThrow('must begin with "/"');
  });
});

test('pathOf cuts the query and decodes nothing', () => {
  expect([pathOf('/a%2Fb?c=/d?e'), pathOf('/a'), pathOf('?x')]).toEqual(['/a%2Fb', '/a', '']);
});
