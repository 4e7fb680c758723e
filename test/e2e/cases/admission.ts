import { NOT_INSTANTS } from '../../support/not-instants.js';
import { requestBytes, send } from '../../hosts/support/raw-http.js';
import { AUDIENCE } from '../support/deployments.js';
import { expectError, expectToken } from '../support/expectations.js';
import {
  bearerLine,
  credentialsIn,
  informationIn,
  initialAccessToken,
  JSON_TYPE,
  REGISTER_PATH,
  registerWith,
  registrationRequest,
} from '../support/registration.js';
import type { RegistrationSuite } from '../support/registration-suite.js';
import { readToken } from '../support/tokens.js';

/** Who may register clients. */
export const admissionCases = (suite: RegistrationSuite): void => {
  it('asks for an initial access token before it looks at the body (DR-02, RFC 6750 §3.1)', async () => {
    const { port } = suite.deployment;
    for (const body of ['{}', '{', 'x'.repeat(1_000)]) {
      const none = await send(port, requestBytes('POST', REGISTER_PATH, [JSON_TYPE], body));
      expectError(none, 401, 'invalid_token');
      expect(none.headers['www-authenticate']).toBe('Bearer realm="oauth"');
    }
    const spent = await initialAccessToken(suite.deployment);
    await suite.deployment.admin('DELETE', `/initial-access-tokens/${spent.id}`);
    const wrong = [
      bearerLine(spent.value),
      bearerLine(`m2mi_${'a'.repeat(49)}`),
      bearerLine(`${suite.token}x`),
      bearerLine(suite.token.toUpperCase()),
      bearerLine('é'),
      'Authorization: Bearer',
      `Authorization: Basic ${Buffer.from(`a:${suite.token}`).toString('base64')}`,
      `Authorization: ${suite.token}`,
    ];
    const bodies = new Set<string>();
    for (const line of wrong) {
      const refused = await send(port, registrationRequest({ scope: 'admin' }, line));
      expectError(refused, 401, 'invalid_token');
      expect(refused.headers['www-authenticate']).toBe('Bearer realm="oauth", error="invalid_token"');
      bodies.add(refused.body);
    }
    expect(bodies.size).toBe(1);
    const inBody = await registerWith(suite.deployment, undefined, { access_token: suite.token });
    expectError(inBody, 401, 'invalid_token');
    const path = `${REGISTER_PATH}?access_token=${suite.token}`;
    expectError(await send(port, requestBytes('POST', path, [JSON_TYPE], '{}')), 401, 'invalid_token');
  });

  it('takes a one-time token once, of twenty that race with it, and not at all for a bad request', async () => {
    const { value } = await initialAccessToken(suite.deployment, { maxUses: 1 });
    expectError(
      await registerWith(suite.deployment, value, { scope: 'admin' }),
      400,
      'invalid_client_metadata',
    );
    const before = await suite.registeredClients();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => registerWith(suite.deployment, value)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const answer of answers) if (answer.status !== 201) expectError(answer, 401, 'invalid_token');
    expect(await suite.registeredClients()).toBe(before + 1);
  });

  it('gives clients the organization of their token, and no scope beyond it', async () => {
    await suite.deployment.admin('POST', '/organizations', { id: 'umbrella', name: 'Umbrella' });
    const { value } = await initialAccessToken(suite.deployment, {
      organizationId: 'umbrella',
      scopes: ['reports:read'],
      audiences: [AUDIENCE],
    });
    const refused = await registerWith(suite.deployment, value, { scope: 'reports:write' });
    expectError(refused, 400, 'invalid_client_metadata');
    const information = informationIn(await registerWith(suite.deployment, value, { scope: 'reports:read' }));
    const { access_token } = expectToken(await suite.deployment.token({ basic: credentialsIn(information) }));
    expect((await readToken(suite.deployment, access_token)).claims).toMatchObject({
      org_id: 'umbrella',
      scope: 'reports:read',
      aud: AUDIENCE,
    });
  });

  it('is up to administrators, who see the value of a token once and can take it back', async () => {
    const { admin } = suite.deployment;
    const input = {
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      maxUses: 2,
      scopes: ['reports:read'],
    };
    const { status, body } = await admin('POST', '/initial-access-tokens', input);
    const { value, ...view } = body as { value: string; id: string };
    expect([status, view]).toEqual([
      201,
      {
        ...input,
        id: expect.any(String),
        hint: value.slice(-4),
        organizationId: null,
        audiences: null,
        uses: 0,
        createdAt: expect.any(String),
      },
    ]);
    informationIn(await registerWith(suite.deployment, value));
    const list = await admin('GET', '/initial-access-tokens?limit=100');
    expect((list.body as { data: unknown[] }).data).toContainEqual({ ...view, uses: 1 });
    expect(JSON.stringify(list.body)).not.toMatch(/m2mi_|sha256|digest/);

    expect((await admin('DELETE', `/initial-access-tokens/${view.id}`)).status).toBe(204);
    expect((await admin('DELETE', `/initial-access-tokens/${view.id}`)).status).toBe(404);
    expectError(await registerWith(suite.deployment, value), 401, 'invalid_token');
  });

  it.each([
    [{ scopes: ['admin'] }, 'scopes'],
    [{ scopes: 'reports:read' }, 'scopes'],
    [{ audiences: ['https://evil.example'] }, 'audiences'],
    [{ audiences: [] }, 'audiences'],
    [{ maxUses: 0 }, 'maxUses'],
    [{ maxUses: '2' }, 'maxUses'],
    [{ expiresAt: '2001-01-01T00:00:00Z' }, 'expiresAt'],
    ...NOT_INSTANTS.map((expiresAt): [object, string] => [{ expiresAt }, 'expiresAt']),
    [{ organizationId: 'nobody' }, 'organizationId'],
    [{ value: 'mine' }, 'value'],
    [{ uses: -5 }, 'uses'],
    [[], 'object'],
  ])('gets no token from %j', async (input, about) => {
    const { status, body } = await suite.deployment.admin('POST', '/initial-access-tokens', input);
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(about)]);
  });
};
