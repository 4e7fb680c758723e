import { form, FORM, json, JSON_TYPE, TOKEN, typed, WELL_KNOWN } from './support/bodies.js';
import { startHost, type RunningHost } from './support/hostile-host.js';
import { requestBytes, send, type RawResponse } from './support/raw-http.js';

const OF_THE_PLATFORM = new Set(['date', 'x-powered-by', 'keep-alive']);

const withoutPlatform = ({ status, headers, body }: RawResponse): unknown => ({
  status,
  body,
  headers: Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !OF_THE_PLATFORM.has(name))
      .sort(),
  ),
});

describe('one answer, whatever the platform', () => {
  let express: RunningHost;
  let fastify: RunningHost;

  beforeAll(async () => {
    express = await startHost({ platform: 'express' });
    fastify = await startHost({ platform: 'fastify' });
  });
  afterAll(() => Promise.all([express.app.close(), fastify.app.close()]));

  test.each([
    ['success', form('token=t')],
    ['a later success', form('token=t', [], '/api/auth/revoke')],
    ['a repeated parameter', form('token=t&token=t')],
    ['malformed JSON', json('{')],
    ['413', form('x'.repeat(40_000))],
    ['415', typed(';;;', 'x')],
    ['400 for an encoding that it is not in', form('token=t', ['Content-Encoding: gzip'])],
    ['415 for an unknown encoding', form('token=t', ['Content-Encoding: zzz'])],
    ['404', requestBytes('POST', '/api/auth/nope', [FORM], 'a=b')],
    [
      '404 to an unsupported type',
      requestBytes('POST', '/api/auth/nope', ['Content-Type: text/xml'], '<a/>'),
    ],
    ['404 below a document', requestBytes('GET', `${WELL_KNOWN}/nope`)],
    ['405', requestBytes('PATCH', TOKEN, [JSON_TYPE], '{')],
    ['OPTIONS', requestBytes('OPTIONS', TOKEN)],
    ['429', form('grant_type=throttled')],
    ['500', form('grant_type=crash')],
    ['a document', requestBytes('GET', WELL_KNOWN)],
    ['HEAD of a document', requestBytes('HEAD', WELL_KNOWN)],
    ['a target in absolute form', form('token=t', [], `http://host.example${TOKEN}`)],
    ['405 to a target in absolute form', requestBytes('PATCH', `http://host.example${TOKEN}?a=b`)],
    ['404 to a target in absolute form', form('token=t', [], 'http://host.example/api/auth/nope')],
    ['a document in absolute form', requestBytes('GET', `https://other.example:8443${WELL_KNOWN}?a=b`)],
  ])('%s', async (_name, request) => {
    const [first, second] = await Promise.all([send(express.port, request), send(fastify.port, request)]);
    expect(withoutPlatform(second)).toEqual(withoutPlatform(first));
  });
});
