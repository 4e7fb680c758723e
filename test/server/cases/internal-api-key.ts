import { requestBytes, send } from '../../hosts/support/raw-http.js';
import { expectRefusal } from '../support/nest-errors.js';
import type { Suite } from '../support/suite.js';

const ROUTES: readonly (readonly [method: string, path: string])[] = [
  ['POST', '/oauth-clients'],
  ['GET', '/oauth-clients'],
  ['GET', '/oauth-clients/some-client'],
  ['PATCH', '/oauth-clients/some-client'],
  ['DELETE', '/oauth-clients/some-client'],
  ['POST', '/oauth-clients/some-client/secrets'],
  ['GET', '/oauth-clients/some-client/secrets'],
  ['DELETE', '/oauth-clients/some-client/secrets/some-secret'],
  ['POST', '/oauth-clients/some-client/revoke-tokens'],
  ['GET', '/oauth-clients/some-client/tokens'],
  ['POST', '/organizations'],
  ['GET', '/organizations'],
  ['POST', '/api-keys'],
  ['GET', '/api-keys'],
  ['POST', '/api-keys/validations'],
  ['GET', '/api-keys/some-key'],
  ['DELETE', '/api-keys/some-key'],
  ['GET', '/signing-keys'],
  ['POST', '/signing-keys/rotate'],
  ['POST', '/signing-keys/some-kid/revoke'],
  ['POST', '/initial-access-tokens'],
  ['GET', '/initial-access-tokens'],
  ['DELETE', '/initial-access-tokens/some-id'],
];

/** Who gets in (D-09). */
export const internalApiKeyCases = (suite: Suite): void => {
  const invalid = { 'not a member': 1 };
  const bodyFor = (method: string): unknown => (['POST', 'PATCH'].includes(method) ? invalid : undefined);

  it.each(ROUTES)('answers 401 to %s %s without a key, before it looks at the body', async (method, path) => {
    const answer = await suite.call(method, path, bodyFor(method), { key: null });

    expectRefusal(answer, 401);
    // RFC 9110 §15.5.2.
    expect(answer.headers.get('www-authenticate')).toBe(
      'InternalApiKey realm="admin", header="x-internal-api-key"',
    );
  });

  it.each(ROUTES)('answers %s %s the same 401 to a wrong key, whatever its length', async (method, path) => {
    const { internalApiKey } = suite.deployment;
    const wrong = [
      'x',
      internalApiKey.slice(0, -1),
      `${internalApiKey}x`,
      `${internalApiKey.slice(0, -1)}X`,
      'é'.repeat(20),
    ];
    const expected = await suite.call(method, path, bodyFor(method), { key: null });
    for (const key of wrong) {
      const answer = await suite.call(method, path, bodyFor(method), { key });
      expect({ status: answer.status, text: answer.text }).toEqual({ status: 401, text: expected.text });
    }
  });

  it('answers 401 to an empty key, to one in the query and to one as Authorization', async () => {
    const { internalApiKey } = suite.deployment;

    expectRefusal(await suite.call('GET', '/oauth-clients', undefined, { key: '' }), 401);
    expectRefusal(
      await suite.call('GET', `/oauth-clients?x-internal-api-key=${internalApiKey}`, undefined, {
        key: null,
      }),
      401,
    );
    for (const scheme of ['ApiKey', 'Bearer']) {
      const headers = { authorization: `${scheme} ${internalApiKey}` };
      expectRefusal(await suite.call('GET', '/oauth-clients', undefined, { key: null, headers }), 401);
    }
  });

  it('answers 401 to the key given twice, never 500', async () => {
    const { internalApiKey, port } = suite.deployment;
    const line = `x-internal-api-key: ${internalApiKey}`;
    const twice = await send(port, requestBytes('GET', '/oauth-clients', [line, line]));
    const both = await send(port, requestBytes('GET', '/oauth-clients', [line, 'X-Internal-Api-Key: wrong']));

    expect([twice.status, both.status]).toEqual([401, 401]);
  });

  it('takes the header in any case', async () => {
    const { internalApiKey, port } = suite.deployment;
    const { status } = await send(
      port,
      requestBytes('GET', '/oauth-clients', [`X-INTERNAL-API-KEY: ${internalApiKey}`]),
    );

    expect(status).toBe(200);
  });
};
