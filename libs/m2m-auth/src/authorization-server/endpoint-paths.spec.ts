import { ApplicationConfig } from '@nestjs/core';
import { pathProblems, resolvePaths, type EndpointPaths } from './endpoint-paths.js';
import { PublicUrls } from './public-urls.js';
import { metadataPaths } from '../oauth/well-known.js';

const DEFAULTS = {
  token: '/auth/token',
  revoke: '/auth/revoke',
  introspect: '/auth/introspect',
  register: '/auth/register',
  authorize: '/auth/authorize',
  jwks: '/.well-known/jwks.json',
};

describe('the paths of the endpoints', () => {
  it('have defaults, each for itself', () => {
    expect(resolvePaths()).toEqual(DEFAULTS);
    expect(resolvePaths({ token: '/t', jwks: undefined })).toEqual({ ...DEFAULTS, token: '/t' });
    expect(resolvePaths({ authorize: false })).toEqual({ ...DEFAULTS, authorize: false });
  });

  it.each([
    '',
    '/',
    'token',
    '/a/',
    '//a',
    '/a//b',
    '/a/../b',
    '/.',
    '/a?b',
    '/a#b',
    '/a b',
    '/%61',
    '/:id',
    '/*',
    '/ü',
    '/a\n',
  ])('refuse %j by name', (path) => {
    expect(pathProblems({ token: path }).map(({ message }) => message)).toEqual([
      'paths.token must begin with / and hold only URL segments',
    ]);
    expect(pathProblems({ token: path, revoke: '/' }).map((problem) => problem.path)).toEqual(
      expect.arrayContaining(['paths.token', 'paths.revoke']),
    );
  });

  it('are distinct', () => {
    const told = (paths: Partial<EndpointPaths>) => pathProblems(paths).map(({ message }) => message);
    expect(told({ token: '/a', jwks: '/a' })).toEqual(['paths.jwks must be distinct from paths.token']);
    expect(told({ introspect: '/auth/token' })).toEqual([
      'paths.introspect must be distinct from paths.token',
    ]);
    expect(told({})).toEqual([]);
  });
});

describe('where clients find them', () => {
  const urlsUnder = (prefix: string, baseUrl = 'https://a.example') => {
    const application = new ApplicationConfig();
    application.setGlobalPrefix(prefix);
    return new PublicUrls(application, resolvePaths(), 'https://a.example/tenant', baseUrl);
  };

  it.each(['', '/', 'api', '/api', '/api/', 'api/v1'])(
    'follows the global prefix %j, but for the well-knowns (RFC 8615 §3)',
    (prefix) => {
      const bare = prefix.replace(/^\/|\/$/g, '');
      const urls = urlsUnder(prefix);
      const root = `https://a.example${bare && `/${bare}`}`;
      expect(urls.urlOf('token')).toBe(`${root}/auth/token`);
      expect(urls.urlOf('revoke')).toBe(`${root}/auth/revoke`);
      expect(urls.urlOf('introspect')).toBe(`${root}/auth/introspect`);
      expect(urls.authorizationEndpoint).toBe(`${root}/auth/authorize`);
      expect(urls.jwksUri).toBe('https://a.example/.well-known/jwks.json');
    },
  );

  it('knows a prefix that is set after it was made', () => {
    const application = new ApplicationConfig();
    const urls = new PublicUrls(application, resolvePaths(), 'https://a.example', 'https://a.example');
    application.setGlobalPrefix('late');
    expect(urls.pathOf('token')).toBe('/late/auth/token');
  });

  it.each([
    ['https://a.example', '', ['/.well-known/openid-configuration']],
    ['https://a.example/', '', ['/.well-known/openid-configuration']],
    [
      'https://a.example/t/x/',
      '/t/x',
      ['/.well-known/openid-configuration/t/x', '/t/x/.well-known/openid-configuration'],
    ],
  ])('inserts the path of the issuer %s into its metadata (RFC 8414 §3.1, §5)', (issuer, path, openid) => {
    expect(metadataPaths(issuer)).toEqual({
      oauth: `/.well-known/oauth-authorization-server${path}`,
      openid,
    });
  });
});
