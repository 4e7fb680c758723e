import { form, FORM, JSON_TYPE, TOKEN } from './support/bodies.js';
import { expectOAuthError, expectParameters } from './support/expectations.js';
import { PLATFORMS, startHost, type RunningHost } from './support/hostile-host.js';
import { RawConnection, requestBytes, send } from './support/raw-http.js';

const HOSTS = PLATFORMS.flatMap((platform) => [
  { platform, hostile: false },
  { platform, hostile: true },
]);

describe.each(HOSTS)('connections to $platform (hostile: $hostile)', (options) => {
  let host: RunningHost;
  let connection: RawConnection;

  beforeAll(async () => {
    host = await startHost(options);
  });
  afterAll(() => host.app.close());
  beforeEach(async () => {
    connection = await RawConnection.open(host.port);
  });
  afterEach(() => connection.close());

  test('a body in chunks, split anywhere, is one body', async () => {
    connection.write(requestBytes('POST', TOKEN, [FORM, 'Transfer-Encoding: chunked']));
    for (const part of ['tok', 'en=a%', '4', '1']) {
      connection.write(`${part.length.toString(16)}\r\n${part}\r\n`);
    }
    connection.write('0\r\n\r\n');
    expectParameters(await connection.next(), { token: ['aA'] });
  });

  test('an empty chunked body is no body', async () => {
    connection.write(requestBytes('POST', TOKEN, ['Transfer-Encoding: chunked'], '0\r\n\r\n'));
    expectParameters(await connection.next(), {});
  });

  test('Expect: 100-continue is answered before the body is sent (RFC 9110 §10.1.1)', async () => {
    connection.write(requestBytes('POST', TOKEN, [FORM, 'Expect: 100-continue', 'Content-Length: 7']));
    expect((await connection.next()).status).toBe(100);
    connection.write('token=t');
    expectParameters(await connection.next(), { token: ['t'] });
  });

  test('413 comes at once, although the announced body does not', async () => {
    connection.write(requestBytes('POST', TOKEN, [FORM, 'Content-Length: 1000000000']));
    expectOAuthError(await connection.next(), 413);
  });

  test('413 comes when a chunked body passes the limit, although it does not end', async () => {
    connection.write(requestBytes('POST', TOKEN, [JSON_TYPE, 'Transfer-Encoding: chunked']));
    connection.write(`8001\r\n${'x'.repeat(0x8001)}\r\n`);
    expectOAuthError(await connection.next(), 413);
  });

  test('exactly 32 KiB pass', async () => {
    const body = 'token=' + 'x'.repeat(32 * 1024 - 6);
    connection.write(form(body));
    expectParameters(await connection.next(), { token: [body.slice(6)] });
  });

  test.each([
    ['a refused parameter', form('token=1&token=2'), 400],
    ['an unsupported type', requestBytes('POST', TOKEN, ['Content-Type: text/xml'], '<a/>'), 415],
    ['a wrong method with a body', requestBytes('PUT', TOKEN, [JSON_TYPE], '{"a":"b"}'), 405],
    ['an unknown path with a body', requestBytes('POST', '/api/auth/nope', [FORM], 'a=b'), 404],
    ['an oversized body', form('token=' + 'x'.repeat(100_000)), 413],
  ])('the next request on the connection is served after %s', async (_name, refused, status) => {
    connection.write(Buffer.concat([refused, form('token=t')]));
    expectOAuthError(await connection.next(), status);
    expectParameters(await connection.next(), { token: ['t'] });
  });

  test('pipelined requests are answered in their order, slow and fast endpoints mixed', async () => {
    const revoke = (token: string): Buffer => form(`token=${token}`, [], '/api/auth/revoke');
    connection.write(Buffer.concat([revoke('1'), form('token=2'), revoke('3')]));
    expectParameters(await connection.next(), { token: ['1'] });
    expectParameters(await connection.next(), { token: ['2'] });
    expectParameters(await connection.next(), { token: ['3'] });
  });

  test('a client that leaves in the middle of its body disturbs nobody', async () => {
    connection.write(requestBytes('POST', TOKEN, [FORM, 'Content-Length: 100'], 'token=t'));
    connection.close();
    expectParameters(await send(host.port, form('token=t')), { token: ['t'] });
  });
});
