import { gzipSync } from 'node:zlib';
import { RawConnection, requestBytes, send } from '../hosts/support/raw-http.js';
import type { RegisteredClient } from './support/admin.js';
import { expectError, expectToken } from './support/expectations.js';
import { onEveryDeployment } from './support/on-every-deployment.js';
import {
  basicHeader,
  FORM,
  GRANT,
  TOKEN_PATH,
  tokenRequest,
  type TokenRequest,
} from './support/token-request.js';

const KIB = 1_024;

onEveryDeployment('token endpoint transport', (deployment) => {
  let client: RegisteredClient;
  let authorization: string;

  beforeAll(async () => {
    client = await deployment().registerClient({ scopes: ['reports:read'] });
    authorization = basicHeader(`${client.clientId}:${client.clientSecret}`);
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'PROPFIND'])(
    'answers 405 with Allow to %s (TE-01)',
    async (method) => {
      const path = `${TOKEN_PATH}?${GRANT}`;
      const response = await deployment().token({ method, path, basic: client });
      expectError(response, 405, 'invalid_request');
      expect(response.headers.allow).toBe('POST');
    },
  );

  it('answers HEAD and OPTIONS without a token and without CORS headers (TE-28)', async () => {
    const head = await deployment().token({ method: 'HEAD', body: '' });
    const options = await deployment().token({
      method: 'OPTIONS',
      body: '',
      headers: ['Origin: https://app.example.com', 'Access-Control-Request-Method: POST'],
    });
    expect([head.status, options.status]).toEqual([405, 204]);
    for (const { headers } of [head, options]) {
      expect(headers.allow).toBe('POST');
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it.each([
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded;charset=UTF-8',
    'application/x-www-form-urlencoded; charset="utf-8"',
    'APPLICATION/X-WWW-FORM-URLENCODED',
  ])('takes a form as %s (TE-04)', async (contentType) => {
    expectToken(await deployment().token({ basic: client, contentType }));
  });

  it.each([
    ['with Basic', () => ({ basic: client, json: {} })],
    [
      'with credentials',
      () => ({ json: { client_id: client.clientId, client_secret: client.clientSecret } }),
    ],
  ])('takes JSON with string values, %s (C-01, D-20, E-15)', async (_, given) => {
    const { json, ...request } = given() as { json: object } & TokenRequest;
    const body = JSON.stringify({ grant_type: 'client_credentials', scope: 'reports:read', ...json });
    const response = await deployment().token({ ...request, contentType: 'application/json', body });
    expect(expectToken(response).scope).toBe('reports:read');
  });

  it.each([
    ['an array', '["grant_type","client_credentials"]'],
    ['null', 'null'],
    ['a string', '"grant_type=client_credentials"'],
    ['a number as a value', '{"grant_type":"client_credentials","scope":1}'],
    ['null as a value', '{"grant_type":"client_credentials","scope":null}'],
    ['an object as a value', '{"grant_type":"client_credentials","client_id":{"$ne":1}}'],
    ['an array as a value', '{"grant_type":["client_credentials"]}'],
    ['a repeated member', '{"grant_type":"client_credentials","grant_type":"client_credentials"}'],
    ['a member repeated in disguise', '{"grant_type":"client_credentials","grant\\u005ftype":"x"}'],
    ['a cut-off object', '{"grant_type":"client_credentials"'],
    ['a form', GRANT],
  ])('answers 400 to JSON that is %s (H-10)', async (_, body) => {
    const response = await deployment().token({ basic: client, contentType: 'application/json', body });
    expectError(response, 400, 'invalid_request');
  });

  it.each([
    ['no Content-Type', undefined],
    ['text/plain', 'text/plain'],
    ['multipart', 'multipart/form-data; boundary=x'],
    ['XML', 'application/xml'],
    ['a JSON of another kind', 'application/jwt+json'],
    ['another charset (TE-25)', 'application/x-www-form-urlencoded; charset=utf-16'],
    ['no media type at all', ';;;'],
  ])('answers 415 to a body with %s (TE-04, TE-21)', async (_, contentType) => {
    expectError(
      await deployment().token({ basic: client, contentType, body: GRANT }),
      415,
      'invalid_request',
    );
  });

  it('takes a compressed body and answers 415 to an unknown Content-Encoding', async () => {
    const body = gzipSync(GRANT);
    expectToken(await deployment().token({ basic: client, body, headers: ['Content-Encoding: gzip'] }));
    const refused = await deployment().token({ basic: client, headers: ['Content-Encoding: zstd'] });
    expectError(refused, 415, 'invalid_request');
    expect(refused.headers['accept-encoding']).toBe('gzip, deflate, br');
  });

  it('answers 400 to two Content-Type headers', async () => {
    expectError(await deployment().token({ basic: client, headers: [FORM] }), 400, 'invalid_request');
  });

  it('takes a body of 32 KiB and answers 413 to one byte more (TE-23)', async () => {
    const filled = (size: number): string => `${GRANT}&x=`.padEnd(size, 'x');
    expectToken(await deployment().token({ basic: client, body: filled(32 * KIB) }));
    expectError(
      await deployment().token({ basic: client, body: filled(32 * KIB + 1) }),
      413,
      'invalid_request',
    );
    expectError(
      await deployment().token({ basic: client, body: filled(2_048 * KIB) }),
      413,
      'invalid_request',
    );
  });

  it('takes 64 parameters and answers 400 to more (TE-23)', async () => {
    const many = (count: number): string => `${GRANT}${'&x=1'.repeat(count - 1)}`;
    expectToken(await deployment().token({ basic: client, body: many(64) }));
    expectError(await deployment().token({ basic: client, body: many(65) }), 400, 'invalid_request');
    expectError(await deployment().token({ basic: client, body: many(1_100) }), 400, 'invalid_request');
  });

  it.each(['/auth/nope', '/auth/token/', '/auth/token/x', '/auth/Token', '/auth/tokens', '/auth//token'])(
    'answers 404 in the shape of OAuth to %s (TE-21)',
    async (path) => {
      expectError(await deployment().token({ basic: client, path }), 404, 'invalid_request');
    },
  );

  it('takes a chunked body (TE-26)', async () => {
    const connection = await RawConnection.open(deployment().port);
    const lines = [authorization, FORM, 'Transfer-Encoding: chunked'];
    connection.write(requestBytes('POST', TOKEN_PATH, lines, '5\r\ngrant\r\n'));
    connection.write('18\r\n_type=client_credentials\r\n0\r\n\r\n');
    expectToken(await connection.next());
    connection.close();
  });

  it('answers Expect: 100-continue (TE-26)', async () => {
    const connection = await RawConnection.open(deployment().port);
    const lines = [authorization, FORM, 'Expect: 100-continue', `Content-Length: ${GRANT.length}`];
    connection.write(requestBytes('POST', TOKEN_PATH, lines));
    expect((await connection.next()).status).toBe(100);
    connection.write(GRANT);
    expectToken(await connection.next());
    connection.close();
  });

  it.each(['*/*', 'text/html', 'application/xml;q=0.1'])(
    'answers JSON to Accept: %s (TE-27)',
    async (accept) => {
      expectToken(await deployment().token({ basic: client, headers: [`Accept: ${accept}`] }));
    },
  );

  it('serves 200 requests at once, each with a token of its own (TE-31)', async () => {
    const request = tokenRequest({ basic: client });
    const responses = await Promise.all(Array.from({ length: 200 }, () => send(deployment().port, request)));
    const tokens = responses.map((response) => expectToken(response).access_token);
    const ids = tokens.map((token) => {
      const [, payload = ''] = token.split('.');
      return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { jti: string }).jti;
    });
    expect(new Set(ids).size).toBe(200);
  });
});
