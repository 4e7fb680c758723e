import { ApplicationConfig } from '@nestjs/core';
import { metadataPath, resolvePaths } from './m2m-auth.paths.js';
import { PublicUrls } from './m2m-auth.urls.js';

describe('the paths of the endpoints', () => {
  it('have defaults, each for itself', () => {
    expect(resolvePaths()).toEqual({ token: '/auth/token', jwks: '/.well-known/jwks.json' });
    expect(resolvePaths({ token: '/t' })).toEqual({ token: '/t', jwks: '/.well-known/jwks.json' });
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
    expect(() => resolvePaths({ token: path })).toThrow(/^paths\.token must/);
    expect(() => resolvePaths({ token: path, jwks: path })).toThrow('paths.token, paths.jwks must');
  });

  it('are distinct', () => {
    expect(() => resolvePaths({ token: '/a', jwks: '/a' })).toThrow('distinct');
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
      expect(urls.tokenEndpoint).toBe(`https://a.example${bare && `/${bare}`}/auth/token`);
      expect(urls.jwksUri).toBe('https://a.example/.well-known/jwks.json');
    },
  );

  it('knows a prefix that is set after it was made', () => {
    const application = new ApplicationConfig();
    const urls = new PublicUrls(application, resolvePaths(), 'https://a.example', 'https://a.example');
    application.setGlobalPrefix('late');
    expect(urls.tokenPath).toBe('/late/auth/token');
  });

  it.each([
    ['https://a.example', ''],
    ['https://a.example/', ''],
    ['https://a.example/tenant', '/tenant'],
    ['https://a.example/tenant/x/', '/tenant/x'],
  ])(
    'inserts the path of the issuer %s after the well-known part of its metadata (RFC 8414 §3.1)',
    (issuer, path) => {
      expect(metadataPath(issuer)).toBe(`/.well-known/oauth-authorization-server${path}`);
    },
  );
});
