import { AUDIENCE, ISSUER, tokenWith } from './support/forge.js';
import { GuardedApp, platforms, type Answer } from './support/guarded-app.js';
import { ReportsController, SingleRoutesController } from './support/reports.controller.js';
import { allKeys, es256 } from './support/signing-keys.js';
import { verifierWith } from './support/verifier.js';

const valid = tokenWith({}, {}, es256);
const reader = tokenWith({ scope: 'reports:read' }, {}, es256);
const unauthorized = (message: string) => ({ statusCode: 401, message, error: 'Unauthorized' });

const expectBare401 = (answer: Answer, scope?: string): void => {
  expect(answer.status).toBe(401);
  expect(answer.challenges).toEqual([{ scheme: 'bearer', parameters: { realm: 'reports', scope } }]);
  expect(answer.body).toEqual(unauthorized('A bearer token is required.'));
};

describe.each(platforms)('guards on routes and controllers, on $platform', ({ adapter }) => {
  let app: GuardedApp;
  beforeAll(async () => {
    const controllers = [ReportsController, SingleRoutesController];
    app = await GuardedApp.start(adapter(), { controllers }, verifierWith({ realm: 'reports' }));
  });
  afterAll(() => app.close());

  it.each(allKeys)('lets a $algorithm token in and gives the handler its client', async (key) => {
    const answer = await app.call('/reports', tokenWith({}, {}, key));
    expect(answer).toMatchObject({
      status: 200,
      body: { clientId: 'reporter', tenant: 'tenant-a' },
      challenges: [],
    });
  });

  it('takes the tenant from the token, whatever X-Tenant-Id says (A-08)', async () => {
    const { body } = await app.call('/reports', valid, { headers: { 'X-Tenant-Id': 'tenant-b' } });
    expect(body).toMatchObject({ tenant: 'tenant-a' });
  });

  it('guards a single route, and fills request.clientToken', async () => {
    expect(await app.call('/single/guarded', valid)).toMatchObject({ body: { clientId: 'reporter' } });
    expect(await app.call('/reports', valid, { method: 'POST' })).toMatchObject({
      status: 201,
      body: { clientId: 'reporter' },
    });
    expectBare401(await app.call('/single/guarded'));
  });

  it('challenges without an error when there are no credentials (RFC 6750 §3.1)', async () => {
    expectBare401(await app.call('/reports'), 'reports:read');
    expectBare401(
      await app.call('/reports', undefined, { headers: { authorization: 'Basic dTpw' } }),
      'reports:read',
    );
  });

  it('names the scopes to ask for in every 401, but none where a route leaves the choice (RFC 6750 §3)', async () => {
    for (const token of [undefined, 'bad']) {
      const needed = await app.call('/reports', token, { method: 'POST' });
      expect(needed.challenges).toMatchObject([{ parameters: { scope: 'reports:read reports:write' } }]);
      const [choice] = (await app.call('/reports/any', token)).challenges;
      expect(choice?.parameters).not.toHaveProperty('scope');
    }
  });

  it('does not take a token from the query or from the body alone (RFC 9700 §4.3.2, RFC 6750 §2.2)', async () => {
    const form = { method: 'POST', body: new URLSearchParams({ access_token: valid }) };
    expectBare401(await app.call(`/reports?access_token=${valid}`), 'reports:read');
    expect((await app.call(`/reports?access_token=x`, valid)).status).toBe(200);
    expectBare401(await app.call('/reports', undefined, form), 'reports:read reports:write');
  });

  it('refuses a header and a form token together (RFC 6750 §2)', async () => {
    const body = new URLSearchParams({ access_token: valid });
    const answer = await app.call('/reports', valid, { method: 'POST', body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ statusCode: 400, error: 'Bad Request' });
    expect(answer.challenges).toMatchObject([{ parameters: { error: 'invalid_request' } }]);
  });

  it.each(['Bearer', 'Bearer a b', 'Bearer "tok"', 'Bearer tok,x', 'Bearer\ttok', 'Bearer t\u00f6k'])(
    'answers 400 invalid_request to %p (RFC 6750 §3.1)',
    async (authorization) => {
      const answer = await app.call('/reports', undefined, { headers: { authorization } });
      expect(answer.status).toBe(400);
      expect(answer.challenges).toMatchObject([
        { scheme: 'bearer', parameters: { realm: 'reports', error: 'invalid_request' } },
      ]);
    },
  );

  it.each(['bearer', 'BEARER', 'bEaReR', 'Bearer '])('takes the scheme as %p', async (scheme) => {
    const answer = await app.call('/reports', undefined, {
      headers: { authorization: `${scheme} ${valid}` },
    });
    expect(answer.status).toBe(200);
  });

  it('refuses two Authorization headers, in either order (RFC 9110 §5.3)', async () => {
    const [good, bad] = [`Bearer ${valid}`, 'Bearer x'];
    expect(await app.callRaw('/reports', 'Authorization', good)).toBe(200);
    expect(await app.callRaw('/reports', 'Authorization', good, 'authorization', bad)).toBe(400);
    expect(await app.callRaw('/reports', 'Authorization', bad, 'AUTHORIZATION', good)).toBe(400);
  });

  it('answers the same 401 invalid_token to every bad token (RFC 6750 §3.1)', async () => {
    const bad = [
      'opaque',
      'ab+/~._-==',
      `${valid}x`,
      'x'.repeat(9000),
      tokenWith({ exp: 1 }, {}, es256),
      tokenWith({ iss: `${ISSUER}/` }, {}, es256),
      tokenWith({ aud: `${AUDIENCE}.evil` }, {}, es256),
      tokenWith({ type: 'user' }, {}, es256),
      tokenWith({}, { typ: 'JWT' }, es256),
      tokenWith({}, { kid: 'unknown' }, es256),
    ];
    const answers = await Promise.all(bad.map((token) => app.call('/reports', token)));
    for (const { status, challenges, body } of answers) {
      expect({ status, challenges, body }).toEqual({
        status: 401,
        challenges: [
          {
            scheme: 'bearer',
            parameters: {
              realm: 'reports',
              error: 'invalid_token',
              error_description: 'The access token is not valid.',
              scope: 'reports:read',
            },
          },
        ],
        body: unauthorized('The access token is not valid.'),
      });
    }
  });

  it('answers 403 insufficient_scope naming all needed scopes (RFC 6750 §3.1)', async () => {
    const answer = await app.call('/reports', reader, { method: 'POST' });
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({
      statusCode: 403,
      message: 'Missing required scopes: reports:write',
      error: 'Forbidden',
    });
    expect(answer.challenges).toMatchObject([
      { parameters: { realm: 'reports', error: 'insufficient_scope', scope: 'reports:read reports:write' } },
    ]);
  });

  it('compares scopes exactly', async () => {
    for (const scope of ['', 'reports', 'Reports:Read', 'reports:read:all', 'xreports:read']) {
      expect((await app.call('/reports', tokenWith({ scope }, {}, es256))).status).toBe(403);
    }
  });

  it('is content with any one scope where a route says so', async () => {
    expect((await app.call('/reports/any', valid)).status).toBe(200);
    const answer = await app.call('/reports/any', reader);
    expect(answer.status).toBe(403);
    expect(answer.challenges).toMatchObject([{ parameters: { scope: 'reports:admin reports:write' } }]);
  });

  it('ignores credentials on a public route, bad ones too (RS-19)', async () => {
    for (const token of [undefined, 'bad', valid]) {
      expect(await app.call('/reports/open', token)).toMatchObject({ status: 200, body: { clientId: null } });
    }
  });

  it('demands a client where scopes are needed and nobody authenticated one', async () => {
    expectBare401(await app.call('/single/scopes-only', valid), 'reports:read');
    expect((await app.call('/single/no-scopes')).status).toBe(200);
    expect((await app.call('/single/forgotten', valid)).status).toBe(401);
  });

  it('guards HEAD as it guards GET, and leaves CORS preflights to CORS (RS-21)', async () => {
    expect((await app.call('/reports', valid, { method: 'HEAD' })).status).toBe(200);
    expect((await app.call('/reports', undefined, { method: 'HEAD' })).status).toBe(401);
    const preflight = await app.call('/reports', undefined, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example.com', 'access-control-request-method': 'GET' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.challenges).toEqual([]);
    const refused = await app.call('/reports', undefined, { headers: { origin: 'https://app.example.com' } });
    expect(refused.headers.get('access-control-expose-headers')).toBe('WWW-Authenticate');
  });
});
