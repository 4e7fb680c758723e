import { json, JwksServer } from '../../../../../test/support/jwks-server.js';
import { DiscoveredLocation } from './jwks-location.js';
import { isSecureUrl } from '../secure-url.js';

const INSERTED = '/.well-known/oauth-authorization-server/tenant';
const APPENDED = '/tenant/.well-known/openid-configuration';

describe('the place of the key set', () => {
  let server: JwksServer;
  beforeEach(async () => {
    server = await JwksServer.start();
  });
  afterEach(() => server.stop());

  const issuer = (): string => `${server.url}/tenant`;
  const metadata = (members: object = {}) =>
    json({ issuer: issuer(), jwks_uri: `${server.url}/keys`, ...members });
  const find = (of = issuer()): Promise<string> =>
    new DiscoveredLocation(of, (url, request) => fetch(url, request)).find(AbortSignal.timeout(5_000));

  it("is found in the metadata whose path is inserted before the issuer's (RFC 8414 §3.1)", async () => {
    server.answer(INSERTED, metadata());
    server.answer(APPENDED, metadata({ jwks_uri: `${server.url}/else` }));
    expect(await find()).toBe(`${server.url}/keys`);
    expect(server.asked.map(({ path }) => path)).toEqual([INSERTED]);
  });

  it('is found in those of OpenID Connect where there are no others', async () => {
    server.answer(APPENDED, metadata());
    expect(await find()).toBe(`${server.url}/keys`);
    expect(server.asked.map(({ path }) => path)).toEqual([INSERTED, APPENDED]);
  });

  it('is found for an issuer that ends in a slash, which stays in its name', async () => {
    server.answer(INSERTED, metadata({ issuer: `${issuer()}/` }));
    expect(await find(`${issuer()}/`)).toBe(`${server.url}/keys`);
    await expect(find()).rejects.toThrow('another issuer');
  });

  it.each([
    ['another issuer', { issuer: 'https://evil.example' }],
    ['the issuer in other letters', { issuer: 'HTTP://127.0.0.1/tenant' }],
    ['no issuer', { issuer: undefined }],
    ['no keys', { jwks_uri: undefined }],
    ['keys on an open network', { jwks_uri: 'http://keys.example/jwks' }],
    ['keys in a file', { jwks_uri: 'file:///etc/passwd' }],
    ['keys behind a password', { jwks_uri: 'https://a:b@keys.example/jwks' }],
    ['keys that are no URL', { jwks_uri: 7 }],
  ])(
    'is not taken from metadata with %s, nor looked for elsewhere (RFC 8414 §3.3)',
    async (_what, members) => {
      server.answer(INSERTED, metadata(members));
      server.answer(APPENDED, metadata());
      await expect(find()).rejects.toThrow();
      expect(server.asked).toHaveLength(1);
    },
  );

  it('is not looked for elsewhere while the issuer fails', async () => {
    server.answer(INSERTED, json({}, {}, 503));
    server.answer(APPENDED, metadata());
    await expect(find()).rejects.toThrow('could not be read');
  });

  it('cannot be found where nothing is published: the message names the remedy', async () => {
    await expect(find()).rejects.toThrow('Give `jwksUri`');
  });

  it('is asked for once, until it is forgotten', async () => {
    server.answer(INSERTED, metadata());
    const location = new DiscoveredLocation(issuer(), (url, request) => fetch(url, request));
    const signal = AbortSignal.timeout(5_000);
    await location.find(signal);
    await location.find(signal);
    expect(server.count).toBe(1);
    location.forget();
    server.answer(INSERTED, metadata({ jwks_uri: `${server.url}/moved` }));
    expect(await location.find(signal)).toBe(`${server.url}/moved`);
  });
});

describe('a secure URL', () => {
  it.each([
    ['https://issuer.example/jwks', true],
    ['https://issuer.example/jwks?tenant=1', true],
    ['http://127.0.0.1:3000/jwks', true],
    ['http://localhost/jwks', true],
    ['http://[::1]/jwks', true],
    ['http://issuer.example/jwks', false],
    ['http://127.0.0.1.evil.example/jwks', false],
    ['http://localhost.evil.example/jwks', false],
    ['https://user:password@issuer.example/jwks', false],
    ['https://issuer.example/jwks#x', false],
    ['https:\\\\issuer.example', false],
    ['ftp://issuer.example/jwks', false],
    ['/jwks', false],
    ['', false],
    [undefined, false],
  ])('%s: %s', (url, secure) => {
    expect(isSecureUrl(url)).toBe(secure);
  });

  it.each([
    ['http://auth.default.svc/jwks', true],
    ['http://auth.default.svc:3000/jwks', true],
    ['http://AUTH.default.svc/jwks', true],
    ['https://other.example/jwks', true],
    ['http://evil.auth.default.svc/jwks', false],
    ['http://auth.default.svc.evil.example/jwks', false],
    ['http://auth.default.svc@evil.example/jwks', false],
    ['http://user:password@auth.default.svc/jwks', false],
    ['ftp://auth.default.svc/jwks', false],
  ])('%s, where http is allowed from auth.default.svc: %s', (url, secure) => {
    expect(isSecureUrl(url, ['auth.default.svc'])).toBe(secure);
  });
});
