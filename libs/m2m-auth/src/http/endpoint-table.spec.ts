import type { OAuthEndpoint } from './endpoint.js';
import { EndpointTable, pathOf } from './endpoint-table.js';

const endpoint = (method: 'GET' | 'POST', path: string, atRoot = false): OAuthEndpoint => ({
  method,
  path,
  atRoot,
  handle: () => ({ status: 200, headers: {}, body: '' }),
});
const under = (prefix: string) => (path: string) => (prefix === '' ? path : `/${prefix}${path}`);
const table = (paths: readonly string[], prefix = ''): EndpointTable =>
  new EndpointTable(
    paths.map((path) => endpoint('POST', path)),
    under(prefix),
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

  test('has no folder when some of its paths are excluded from the global prefix, and one without it when all are', () => {
    const both = [endpoint('POST', '/auth/token'), endpoint('POST', '/auth/revoke')];
    const mixed = new EndpointTable(both, (path) => (path === '/auth/token' ? path : `/api${path}`));
    expect([[...mixed.entries.keys()], mixed.folder]).toEqual([
      ['/auth/token', '/api/auth/revoke'],
      undefined,
    ]);
    expect(new EndpointTable(both, under('')).folder).toBe('/auth');
  });

  test('puts the global prefix before paths, but not before those at the root (RFC 8615 §3)', () => {
    const both = [endpoint('POST', '/auth/token'), endpoint('GET', '/.well-known/jwks.json', true)];
    expect([...new EndpointTable(both, under('api')).entries.keys()]).toEqual([
      '/api/auth/token',
      '/.well-known/jwks.json',
    ]);
  });

  test('owns what is below its folder and its documents, by whole segments', () => {
    const both = [endpoint('POST', '/auth/token'), endpoint('GET', '/.well-known/jwks.json', true)];
    const owned = new EndpointTable(both, under(''));
    expect(
      ['/auth', '/auth/x', '/auth/token', '/.well-known/jwks.json/x'].every((path) => owned.owns(path)),
    ).toBe(true);
    expect(['/', '/authors', '/.well-known/other', '/AUTH/x'].some((path) => owned.owns(path))).toBe(false);
  });

  test('finds an endpoint that stands one segment below its path, and only there', () => {
    const register = endpoint('POST', '/auth/register');
    const each = { ...endpoint('GET', '/auth/register'), below: true };
    const both = new EndpointTable([register, each], under('api'));
    expect(both.find('/api/auth/register')).toBe(register);
    expect(both.find('/api/auth/register/a')).toBe(each);
    expect(both.find(`/api/auth/register/${'a'.repeat(1_000)}`)).toBe(each);
    for (const path of ['/api/auth/register/', '/api/auth/register/a/b', '/auth/register/a', '/api/auth/a']) {
      expect([path, both.find(path)]).toEqual([path, undefined]);
    }
    expect(() => new EndpointTable([each, each], under(''))).toThrow('Two OAuth endpoints');
  });

  test('owns the folder of an endpoint below a path of its own', () => {
    const each = { ...endpoint('GET', '/clients'), below: true };
    const owned = new EndpointTable([endpoint('POST', '/auth/token'), each], under(''));
    expect(owned.ownFolders).toEqual(['/auth', '/clients']);
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
