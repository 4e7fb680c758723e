import { JSON_TYPE, TOKEN } from './support/bodies.js';
import { expectOAuthError } from './support/expectations.js';
import { PLATFORMS, startHost, type RunningHost } from './support/hostile-host.js';
import { requestBytes, send, type RawResponse } from './support/raw-http.js';

const USER = 'x-user: 1';

describe.each(PLATFORMS)('routes of the host beside the OAuth endpoints on %s', (platform) => {
  let host: RunningHost;
  const ask = (request: Buffer): Promise<RawResponse> => send(host.port, request);
  const post = (path: string, body: string): Promise<RawResponse> =>
    ask(requestBytes('POST', path, [JSON_TYPE, USER], body));

  describe('in a hostile host', () => {
    beforeAll(async () => {
      host = await startHost({ platform, hostile: true });
    });
    afterAll(() => host.app.close());

    test.each(['/api/v1/hello', '/api/auth/login'])(
      '%s is parsed, validated, guarded and wrapped',
      async (path) => {
        const created = await post(path, '{"name":"ada"}');
        expect(created.status).toBe(201);
        expect(created.body).toContain('"name":"ada"');
        expect(created.body).toContain('"data"');
        expect(created.headers['cache-control']).toBeUndefined();
        const invalid = await post(path, '{"name":1}');
        expect([invalid.status, invalid.body.includes('"shape":"host"')]).toEqual([400, true]);
        const anonymous = await ask(requestBytes('POST', path, [JSON_TYPE], '{"name":"ada"}'));
        expect([anonymous.status, anonymous.body.includes('"shape":"host"')]).toEqual([401, true]);
      },
    );

    test.each(['/api/v1/hello', '/api/auth/login'])(
      '%s fails to parse in the shape of the host',
      async (path) => {
        const response = await post(path, '{"name":');
        expect([response.status, response.body.includes('"statusCode":400')]).toEqual([400, true]);
      },
    );

    test('a body over the limit of the OAuth endpoints is nothing special elsewhere', async () => {
      const name = 'a'.repeat(50 * 1024);
      const response = await post('/api/auth/login', JSON.stringify({ name }));
      expect([response.status, response.body.includes(name)]).toEqual([201, true]);
    });
  });

  test('a catch-all route of the host does not answer on the paths of the endpoints', async () => {
    host = await startHost({ platform, catchAll: true });
    try {
      expectOAuthError(await ask(requestBytes('PUT', TOKEN)), 405);
      const page = await ask(requestBytes('GET', '/api/any/page'));
      expect([page.status, page.body]).toEqual([200, 'single page app']);
    } finally {
      await host.app.close();
    }
  });

  test('no 404 is claimed when the endpoints have no folder of their own', async () => {
    const endpoint = {
      method: 'POST' as const,
      path: '/token',
      atRoot: false,
      handle: () => ({ status: 200, headers: {}, body: '{}' }),
    };
    host = await startHost({ platform, echo: { endpoints: [endpoint] } });
    try {
      expect((await ask(requestBytes('POST', '/api/token'))).status).toBe(200);
      const missing = await ask(requestBytes('POST', '/api/nope'));
      expect(JSON.parse(missing.body)).toMatchObject({ statusCode: 404 });
    } finally {
      await host.app.close();
    }
  });

  test.each([
    ['', '/auth/token'],
    ['/api/', '/api/auth/token'],
    ['a/b', '/a/b/auth/token'],
  ])('global prefix %j puts the token endpoint at %s', async (prefix, path) => {
    host = await startHost({ platform, prefix });
    try {
      expect((await ask(requestBytes('POST', path))).status).toBe(200);
      expectOAuthError(await ask(requestBytes('POST', path + 's')), 404);
    } finally {
      await host.app.close();
    }
  });
});
