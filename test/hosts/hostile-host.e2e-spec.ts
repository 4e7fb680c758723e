import { gzipSync } from 'node:zlib';
import { expectNoStore, expectOAuthError, expectParameters } from './support/expectations.js';
import { form, FORM, json, JSON_TYPE, TOKEN, typed, WELL_KNOWN } from './support/bodies.js';
import { PLATFORMS, startHost, type HostOptions, type RunningHost } from './support/hostile-host.js';
import { requestBytes, send, type RawResponse } from './support/raw-http.js';

const HOSTS: readonly [string, Omit<HostOptions, 'platform'>][] = [
  ['a plain host', {}],
  ['a hostile host', { hostile: true }],
  ['a hostile host without body parsers', { hostile: true, bodyParser: false }],
  ['a hostile host that keeps raw bodies', { hostile: true, rawBody: true }],
  ['a hostile host with parsers of its own', { hostile: true, ownParsers: true }],
  ['a hostile host with a catch-all route', { hostile: true, catchAll: true }],
];

const CASES = PLATFORMS.flatMap((platform) =>
  HOSTS.map(([name, options]) => ({ platform, name, options: { platform, ...options } })),
);

const KIB = 1024;
const oversized = 'scope=' + 'x'.repeat(33 * KIB);
const origin = 'Origin: https://spa.example';

describe.each(CASES)('OAuth endpoints on $platform in $name', ({ options }) => {
  let host: RunningHost;
  const ask = (request: Buffer): Promise<RawResponse> => send(host.port, request);

  beforeAll(async () => {
    host = await startHost(options);
  });
  afterAll(() => host.app.close());

  test.each<[string, Buffer, Record<string, string[]>]>([
    ['a form', form('grant_type=a&scope=x+y%20z'), { grant_type: ['a'], scope: ['x y z'] }],
    ['several resources (RFC 8707 §2)', form('resource=u1&resource=u2'), { resource: ['u1', 'u2'] }],
    ['several audiences (RFC 8693 §2.1)', form('audience=u1&audience=u2'), { audience: ['u1', 'u2'] }],
    ['names with brackets, literally', form('scope[]=a&client_id[$ne]=1&token=t'), { token: ['t'] }],
    ['__proto__ as an unknown name', form('__proto__=a&constructor=b&token=t'), { token: ['t'] }],
    ['unknown names, even repeated (RFC 6749 §3.2)', form('x=1&x=2&token=t'), { token: ['t'] }],
    ['blank values as omitted (RFC 6749 §3.2)', form('scope=&client_id=+%09&token=t'), { token: ['t'] }],
    ['a JSON object of strings', json('{"token":"\\u0061\\"é"}'), { token: ['a"Ã©'] }],
    ['a JSON array of resources', json('{"resource":["u1","u2"]}'), { resource: ['u1', 'u2'] }],
    ['__proto__ in JSON as an unknown name', json('{"__proto__":"x","token":"t"}'), { token: ['t'] }],
    [
      'more than the limit of the host',
      form('token=' + 'x'.repeat(4 * KIB)),
      { token: ['x'.repeat(4 * KIB)] },
    ],
    ['no body at all', requestBytes('POST', TOKEN, ['Content-Length: 0']), {}],
    ['a Content-Type without a body', requestBytes('POST', TOKEN, ['Content-Type: ;;;']), {}],
    [
      'a target in absolute form (RFC 9112 §3.2.2)',
      form('token=t', [], `http://x.example${TOKEN}`),
      { token: ['t'] },
    ],
    ['nothing from the query', requestBytes('POST', TOKEN + '?token=t'), {}],
    ['UTF-8 by name', typed('application/json ; Charset="UTF-8"', '{"token":"t"}'), { token: ['t'] }],
    ['Content-Encoding: identity', form('token=t', ['Content-Encoding: identity']), { token: ['t'] }],
    ['Content-Encoding: gzip', form(gzipSync('token=t'), ['Content-Encoding: gzip']), { token: ['t'] }],
  ])('reads %s', async (_name, request, parameters) => {
    expectParameters(await ask(request), parameters);
  });

  test.each<[number, string, Buffer]>([
    [400, 'a repeated parameter (RFC 6749 §3.2)', form('token=1&token=1')],
    [400, 'a repeated blank parameter', form('token=&token=')],
    [400, 'a malformed escape', form('token=%zz')],
    [400, 'escapes that are no UTF-8', form('token=%ff')],
    [400, 'bytes that are no UTF-8', form(Buffer.from('token=\xff', 'latin1'))],
    [400, 'NUL in a value', form('client_id=a%00')],
    [400, 'a control character in a value', json('{"client_id":"a\\u001f"}')],
    [400, '65 parameters', form('x=1&'.repeat(65))],
    [400, 'a number in JSON', json('{"token":1}')],
    [400, 'null in JSON', json('{"token":null}')],
    [400, 'a nested JSON value', json('{"token":{"a":"b"}}')],
    [400, 'an array in JSON elsewhere than in resource', json('{"token":["a"]}')],
    [400, 'a repeated JSON member, however escaped', json('{"x":"1","\\u0078":"2"}')],
    [400, 'malformed JSON', json('{"token":')],
    [400, 'a JSON array at the top', json('["token"]')],
    [
      400,
      'two Authorization headers',
      form('token=t', ['Authorization: Basic YTpi', 'Authorization: Basic YTpi']),
    ],
    [400, 'two Content-Type headers', form('token=t', [JSON_TYPE])],
    [413, '33 KiB', form(oversized)],
    [413, '33 KiB in chunks', form('8406\r\n' + oversized + '\r\n0\r\n\r\n', ['Transfer-Encoding: chunked'])],
    [413, '2 MiB', form('scope=' + 'x'.repeat(2 * KIB * KIB))],
    [415, 'multipart', typed('multipart/form-data; boundary=x', '--x--')],
    [415, 'XML', typed('text/xml', '<a/>')],
    [415, 'plain text', typed('text/plain', 'token=t')],
    [415, 'no Content-Type', requestBytes('POST', TOKEN, [], 'token=t')],
    [415, 'a Content-Type that is none', typed(';;;', 'token=t')],
    [
      415,
      'a charset other than UTF-8',
      typed('application/x-www-form-urlencoded; charset=utf-16', 'token=t'),
    ],
    [400, 'a body that is not compressed as it says', form('token=t', ['Content-Encoding: gzip'])],
    [413, 'a body that becomes too large', form(gzipSync(oversized), ['Content-Encoding: gzip'])],
    [415, 'an unknown Content-Encoding', form('token=t', ['Content-Encoding: zzz'])],
    [405, 'PUT with malformed JSON', requestBytes('PUT', TOKEN, [JSON_TYPE], '{')],
    [405, 'a method of WebDAV', requestBytes('PROPFIND', TOKEN)],
    [405, 'POST to a well-known document', requestBytes('POST', WELL_KNOWN, [FORM], 'a=1')],
    [405, 'a method of WebDAV on a well-known document', requestBytes('PROPFIND', WELL_KNOWN)],
  ])('answers %i to %s', async (status, _name, request) => {
    expectOAuthError(await ask(request), status);
  });

  test('names the allowed method in 405 and in OPTIONS (RFC 9110 §15.5.6)', async () => {
    expect((await ask(requestBytes('GET', TOKEN))).headers).toMatchObject({ allow: 'POST' });
    expect((await ask(requestBytes('DELETE', WELL_KNOWN))).headers).toMatchObject({ allow: 'GET, HEAD' });
  });

  test('answers 500 without a word of what happened', async () => {
    for (const path of ['/api/auth/token', '/api/auth/revoke']) {
      const response = await ask(form('grant_type=crash', [], path));
      expectOAuthError(response, 500, 'server_error');
      expect(response.body).not.toContain('secret');
    }
  });

  test('answers 429 with Retry-After (RFC 6585 §4)', async () => {
    const response = await ask(form('grant_type=throttled'));
    expectOAuthError(response, 429, 'temporarily_unavailable');
    expect(response.headers['retry-after']).toBe('7');
  });

  test('serves well-known documents at the origin, to GET and HEAD (RFC 8615 §3)', async () => {
    const get = await ask(requestBytes('GET', WELL_KNOWN));
    expect([get.status, get.body]).toEqual([200, '{"issuer":"https://issuer.example"}']);
    expect(get.headers['cache-control']).toBe('public, max-age=300');
    expect(get.headers['pragma']).toBeUndefined();
    const head = await ask(requestBytes('HEAD', WELL_KNOWN));
    expect([head.status, head.headers['content-length']]).toEqual([200, get.headers['content-length']]);
  });

  test.each([
    `${TOKEN}/`,
    '/api/auth/tok%65n',
    '/api/auth//token',
    '/api/auth/%zz',
    '/API/auth/token',
    `${TOKEN};a`,
  ])('takes %s for another path', async (path) => {
    const response = await ask(form('token=t', [], path));
    expect(response.body).not.toContain('"endpoint"');
    expect(response.status).toBeLessThan(500);
  });

  if (!options.catchAll) {
    test('answers 404 in its own shape below its folder', async () => {
      expectOAuthError(await ask(form('token=t', [], '/api/auth/nope')), 404);
      expectOAuthError(await ask(requestBytes('GET', '/api/auth/x/y')), 404);
      expectOAuthError(await ask(requestBytes('PROPFIND', '/api/auth/nope')), 404);
    });

    test('leaves every other 404 to the host', async () => {
      const response = await ask(requestBytes('GET', '/api/zzz', ['x-user: 1']));
      expect([response.status, response.body.includes('"statusCode":404')]).toEqual([404, true]);
    });
  }

  if (options.hostile) {
    test('keeps the headers of the host: CORS and helmet, on answers, refusals and preflights', async () => {
      const granted = await ask(form('token=t', [origin]));
      expect(granted.headers).toMatchObject({
        'access-control-allow-origin': 'https://spa.example',
        'x-content-type-options': 'nosniff',
      });
      const refused = await ask(form(oversized, [origin]));
      expect(refused.headers['access-control-allow-origin']).toBe('https://spa.example');
      const preflight = await ask(
        requestBytes('OPTIONS', TOKEN, [origin, 'Access-Control-Request-Method: POST']),
      );
      expect(preflight.status).toBe(204);
      expect(preflight.headers['access-control-allow-origin']).toBe('https://spa.example');
    });

    test('lets the host compress', async () => {
      const response = await ask(form('token=' + 'x'.repeat(900), ['Accept-Encoding: gzip']));
      expectNoStore(response);
      expect([response.status, response.headers['content-encoding']]).toEqual([200, 'gzip']);
    });
  } else {
    test('answers OPTIONS with 204 and Allow', async () => {
      const response = await ask(requestBytes('OPTIONS', TOKEN));
      expect([response.status, response.headers['allow']]).toEqual([204, 'POST']);
    });
  }
});
