import { expectToken, expectInvalidClient } from '../../e2e/support/expectations.js';
import { reports, type ClientBody, type SecretBody } from '../support/api.js';
import { expectRefusal } from '../support/nest-errors.js';
import type { Suite } from '../support/suite.js';

const SECRET = 'a supplied secret of forty characters !!';

/** The life of a client over HTTP (D-01 to D-08). */
export const clientCases = (suite: Suite): void => {
  it('registers a client with all of its members, shows the made secret once and never a hash', async () => {
    const input = {
      clientId: 'billing',
      name: 'Billing',
      description: 'Sends invoices',
      scopes: ['reports:read', 'reports:write', 'reports:read'],
      audiences: ['https://api.example.com', 'rabbitmq'],
      protectedResources: ['https://billing.example.com'],
      claims: { tenant_id: 'acme' },
      grantTypes: ['client_credentials'],
      tokenEndpointAuthMethod: 'client_secret_basic',
      accessTokenTtl: 600,
      metadata: { owner: 'team-b' },
    };
    const registered = await suite.call<ClientBody>('POST', '/oauth-clients', input);
    const { clientSecret, ...client } = registered.body;
    const found = await suite.call('GET', '/oauth-clients/billing');

    expect(registered.status).toBe(201);
    expect(registered.headers.get('cache-control')).toBe('no-store');
    expect(client).toEqual({
      ...input,
      scopes: ['reports:read', 'reports:write'],
      organizationId: null,
      isActive: true,
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      updatedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      secrets: [
        {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
          hint: clientSecret?.slice(-4),
          createdAt: expect.any(String) as string,
          expiresAt: null,
          lastUsedAt: null,
        },
      ],
    });
    expect(found).toMatchObject({ status: 200, body: client });
    expect(found.text).not.toContain(String(clientSecret));
    expect(registered.text + found.text).not.toMatch(/sha256:|\$2[ab]\$|hash|epoch/i);
  });

  it('makes an id when none is given, and gives a supplied secret back to nobody (D-02)', async () => {
    const answer = await suite.call<ClientBody>('POST', '/oauth-clients', {
      name: 'a',
      scopes: [],
      clientSecret: SECRET,
    });

    expect(answer.status).toBe(201);
    expect(answer.body).not.toHaveProperty('clientSecret');
    expect(answer.body.clientId).toMatch(/^client_[0-9a-f-]{36}$/);
    expect(answer.text).not.toContain(SECRET);
    expect(answer.body.secrets[0]?.hint).toBe(SECRET.slice(-4));
  });

  it('answers 409 to a taken clientId (D-04)', async () => {
    const { clientId } = await suite.register();
    const answer = await suite.call('POST', '/oauth-clients', { clientId, name: 'b', scopes: [] });

    expectRefusal(answer, 409);
    expect(answer.text).not.toContain(clientId);
  });

  it('answers one 201 and nine 409 to ten registrations at the same time (D-05)', async () => {
    const register = () => suite.call('POST', '/oauth-clients', { clientId: 'raced', name: 'a', scopes: [] });
    const answers = await Promise.all(Array.from({ length: 10 }, register));
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);

    expect(statuses).toEqual([201, ...Array<number>(9).fill(409)]);
  });

  it.each([
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['GET', '/secrets'],
    ['POST', '/secrets'],
    ['DELETE', '/secrets/00000000-0000-4000-8000-000000000000'],
    ['POST', '/revoke-tokens'],
    ['GET', '/tokens'],
  ])('answers 404 to %s /oauth-clients/:clientId%s of a client that does not exist', async (method, rest) => {
    const body = method === 'POST' || method === 'PATCH' ? {} : undefined;

    for (const clientId of ['unknown', '%00', 'a%0Ab', '%F0%9F%98%80', "a'%3B--"]) {
      expectRefusal(await suite.call(method, `/oauth-clients/${clientId}${rest}`, body), 404);
    }
  });

  it('changes what PATCH names, leaves the rest, and the next token says so', async () => {
    const client = await suite.register({ claims: { tenant_id: 'a' }, description: 'before' });
    await suite.deployment.accessToken(client);
    const changed = await suite.call<ClientBody>('PATCH', `/oauth-clients/${client.clientId}`, {
      scopes: ['reports:write'],
      description: null,
      accessTokenTtl: 120,
    });
    const token = expectToken(await suite.deployment.token({ basic: client }));

    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      name: 'A client',
      description: null,
      scopes: ['reports:write'],
      claims: { tenant_id: 'a' },
      accessTokenTtl: 120,
    });
    expect(token).toMatchObject({ scope: 'reports:write', expires_in: 120 });
    const { body } = await suite.call<ClientBody>('GET', `/oauth-clients/${client.clientId}`);
    // By now the token may have been written down as a use of the secret.
    const unused = ({ secrets, ...rest }: ClientBody): unknown => [
      rest,
      secrets.map((secret) => ({ ...secret, lastUsedAt: null })),
    ];
    expect(unused(body)).toEqual(unused(changed.body));
  });

  it.each([
    ['clientId', { clientId: 'another' }],
    ['clientSecret', { clientSecret: SECRET }],
    ['secrets', { secrets: [] }],
    ['createdAt', { createdAt: '2020-01-01T00:00:00Z' }],
    ['isActive', { isActive: 'false' }],
    ['isActive', { isActive: null }],
    ['name', { name: null }],
    ['name', { name: '' }],
    ['scopes', { scopes: null }],
    ['scopes', { scopes: ['a b'] }],
    ['claims', { claims: { sub: 'x' } }],
    ['claims', { claims: { constructor: 1 } }],
    ['accessTokenTtl', { accessTokenTtl: 0 }],
    ['organizationId', { organizationId: 'nobody' }],
  ])('refuses a PATCH of %s: %j', async (field, changes) => {
    const client = await suite.register();
    expectRefusal(await suite.call('PATCH', `/oauth-clients/${client.clientId}`, changes), 400, field);

    const { body } = await suite.call<ClientBody>('GET', `/oauth-clients/${client.clientId}`);
    expect(body).toMatchObject({ clientId: client.clientId, isActive: true, scopes: ['reports:read'] });
  });

  it('gives a clientId free on DELETE; its next holder revives no old token', async () => {
    const input = { clientId: 'reborn' };
    const first = await suite.register(input);
    const old = await suite.deployment.accessToken(first);
    expect((await suite.call('DELETE', '/oauth-clients/reborn')).status).toBe(204);
    expectInvalidClient(await suite.deployment.token({ basic: first }), true);
    expect(await reports(suite.deployment.url, old)).toBe(401);

    const second = await suite.register(input);
    expectInvalidClient(await suite.deployment.token({ basic: first }), true);
    expect(await reports(suite.deployment.url, await suite.deployment.accessToken(second))).toBe(200);
    expect(await reports(suite.deployment.url, old)).toBe(401);
    expectRefusal(
      await suite.call<SecretBody>('DELETE', `/oauth-clients/reborn/secrets/${first.secrets[0]?.id}`),
      404,
    );
  });

  it('takes a scope from a client at the next token, and gives no old scope back', async () => {
    const client = await suite.register({ scopes: ['reports:read', 'reports:write'] });
    await suite.call('PATCH', `/oauth-clients/${client.clientId}`, { scopes: ['reports:write'] });
    const refused = await suite.deployment.token({ basic: client, form: { scope: 'reports:read' } });

    expect(JSON.parse(refused.body)).toMatchObject({ error: 'invalid_scope' });
  });
};
